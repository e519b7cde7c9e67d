import { expect, test } from 'vitest';
import ja from '../../i18n/ja.json';
import type { CaseFilter, CaseLine } from '../../protocol';
import {
  chipOf,
  FILTERS,
  fromQuery,
  isDecidedSince,
  isNarrowed,
  isSame,
  matches,
  SHOWN_FIRST,
  toQuery,
  withChip,
  withOpen,
} from './filter';
import { KINDS } from './kind';

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
  facility: null,
  facility_name: null,
  decider: 'city_moderator',
  takes_two: false,
  is_own: false,
  is_to_decide: true,
  decided_at: null,
  version: 1,
};
const shownIn = (one: CaseLine) => FILTERS.filter((chip) => matches(one, withChip(SHOWN_FIRST, chip)));

test('a case stands in the lists that it belongs to', () => {
  expect(shownIn(line)).toEqual(['open', 'to_decide', 'unclaimed']);
  const mine = { ...line, is_mine: true, claimed_by: '加藤', is_overdue: true };
  expect(shownIn(mine)).toEqual(['open', 'to_decide', 'mine', 'overdue']);
  const another = { ...line, claimed_by: '岡田', is_to_decide: false };
  expect(shownIn(another)).toEqual(['open', 'others']);
  expect(shownIn({ ...mine, state: 'refused', is_overdue: false, is_to_decide: false })).toEqual(['decided']);
  // A room is unsealed, and one of the two has to go on: that stands with what is open.
  const turn = { ...mine, state: 'accepted', is_overdue: false, release_turn: 'city_approver' } as const;
  expect(shownIn(turn)).not.toContain('decided');
  expect(shownIn(turn)).toContain('to_decide');
});

test('what is chosen beside it narrows it further', () => {
  const of = (more: Partial<CaseFilter>) => matches(line, { ...SHOWN_FIRST, ...more });
  expect(of({ kinds: ['leak', 'facility_application'] })).toBe(true);
  expect(of({ kinds: ['leak'] })).toBe(false);
  expect(of({ facility: 'f' })).toBe(false);
  expect(matches({ ...line, facility: 'f' }, { ...SHOWN_FIRST, facility: 'f' })).toBe(true);
  expect(of({ overdue: true })).toBe(false);
});

test('a case that came in or was taken over shows, and one that was decided is looked for among the decided', () => {
  const decided: CaseLine = { ...line, case: 'd', state: 'accepted' };
  const taken: CaseLine = { ...line, claimed_by: '松本 小百合', version: 2 };
  const come: CaseLine = { ...line, case: 'y' };
  expect(withOpen([line, decided], [come, taken])).toEqual([come, taken, decided]);
  expect(isDecidedSince([line, decided], [come, taken])).toBe(false);
  expect(isDecidedSince([line, come, decided], [come])).toBe(true);
  // One that was unsealed for somebody is open again.
  expect(withOpen([decided], [{ ...decided, release_turn: 'one' } as unknown as CaseLine])).toHaveLength(1);
});

test('the address says what is looked at, and an address that says nothing says nothing', () => {
  const all: CaseFilter[] = [
    SHOWN_FIRST,
    { show: 'mine', kinds: ['leak', 'erasure'], overdue: true, facility: 'f' },
    { show: 'decided', kinds: [], overdue: false, facility: 'f' },
  ];
  for (const one of all) {
    const read = fromQuery(new URLSearchParams(toQuery(one)), KINDS);
    expect(read && isSame(read, one)).toBe(true);
  }
  expect(fromQuery(new URLSearchParams(''), KINDS)).toBeUndefined();
  expect(fromQuery(new URLSearchParams('?show=everything'), KINDS)).toBeUndefined();
  expect(fromQuery(new URLSearchParams('?show=open&kind=nothing'), KINDS)).toEqual(SHOWN_FIRST);
});

test('the inbox can be narrowed to each kind that it can show, and a link to such a view opens it', () => {
  expect([...KINDS].sort()).toEqual(Object.keys(ja.caseKind).sort());
  for (const kind of KINDS) {
    const narrowed: CaseFilter = { ...SHOWN_FIRST, kinds: [kind] };
    expect(fromQuery(new URLSearchParams(toQuery(narrowed)), KINDS)).toEqual(narrowed);
  }
});

test('a chip keeps what else was chosen', () => {
  const narrowed: CaseFilter = { show: 'mine', kinds: ['leak'], overdue: true, facility: 'f' };
  expect(chipOf(narrowed)).toBe('mine');
  expect(chipOf(withChip(narrowed, 'overdue'))).toBe('overdue');
  expect(withChip(narrowed, 'decided')).toEqual({
    show: 'decided',
    kinds: ['leak'],
    overdue: false,
    facility: 'f',
  });
  expect([isNarrowed(narrowed), isNarrowed(withChip(SHOWN_FIRST, 'overdue'))]).toEqual([true, false]);
});
