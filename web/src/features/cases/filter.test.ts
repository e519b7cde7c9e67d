import { expect, test } from 'vitest';
import type { CaseLine } from '../../protocol';
import { FILTERS, matches } from './filter';

const line: CaseLine = {
  case: 'x',
  kind: 'facility_application',
  route: 'web',
  receipt: 'BCDF-GHJK-MNPQ',
  title: 'みほん訪問介護',
  state: 'open',
  opened_at: '2026-11-27T00:00:00Z',
  due: '2026-12-11',
  is_overdue: false,
  claimed_by: null,
  claimed_at: null,
  is_mine: false,
  decided_at: null,
  version: 1,
};
const shownIn = (one: CaseLine) => FILTERS.filter((filter) => matches(one, filter));

test('a case stands in the lists that it belongs to', () => {
  expect(shownIn(line)).toEqual(['open']);
  expect(shownIn({ ...line, is_mine: true, is_overdue: true })).toEqual(['open', 'mine', 'overdue']);
  expect(shownIn({ ...line, state: 'refused', is_mine: true })).toEqual(['decided']);
});
