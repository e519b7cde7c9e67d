import { expect, test } from 'vitest';
import type { StaffChange } from '../../protocol';
import { byMoment } from './changes';

const change = (account: string, at: string, field: StaffChange['field']): StaffChange => ({
  account,
  name: '佐藤 あおい',
  field,
  was: null,
  became: 'x',
  by: '伊藤 みなみ',
  at,
});

test('what was saved together stands together, and nothing else does', () => {
  const shown = byMoment([
    change('a', '2026-01-02', 'name'),
    change('a', '2026-01-02', 'mail'),
    change('b', '2026-01-02', 'name'),
    change('a', '2026-01-01', 'name'),
  ]);
  expect(shown.map(({ account, at, fields }) => [account, at, fields.map(({ field }) => field)])).toEqual([
    ['a', '2026-01-02', ['name', 'mail']],
    ['b', '2026-01-02', ['name']],
    ['a', '2026-01-01', ['name']],
  ]);
});
