import { expect, test } from 'vitest';
import type { CaseLine } from '../../protocol';
import { lastDecided, type Pages, withFresh, withOlder } from './pages';

const open = (name: string) => ({ case: name, state: 'open' }) as CaseLine;
const decided = (name: string) => ({ case: name, state: 'accepted' }) as CaseLine;
const unsealed = (name: string) => ({ ...decided(name), release_turn: 'city_moderator' }) as CaseLine;
const names = (lines: readonly CaseLine[]) => lines.map((line) => line.case);
const pages = (cases: CaseLine[], hasOlder?: boolean): Pages => ({ cases, hasMore: true, hasOlder });

test('what was read anew stands first, and later pages stay without a hole and without a double', () => {
  const before = pages([open('a'), open('b'), decided('c'), decided('d'), decided('e')], false);
  // `b` was decided meanwhile, so `d` has gone to the second page.
  const fresh = { cases: [open('a'), decided('b'), decided('c')], has_more: true };
  const now = withFresh(before, fresh);
  expect(names(now.cases)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect([now.hasMore, now.hasOlder]).toEqual([true, false]);
  expect(names(withFresh(undefined, fresh).cases)).toEqual(['a', 'b', 'c']);
});

test('what was open and has gone to a later page is found there, also when all pages were read', () => {
  // `t` was decided before `d`, and unsealed until now.
  const before = pages([open('a'), unsealed('t'), decided('c'), decided('d'), decided('e')], false);
  const fresh = { cases: [open('a'), decided('c')], has_more: true };
  const now = withFresh(before, fresh);
  expect([names(now.cases), now.hasOlder ?? now.hasMore]).toEqual([['a', 'c'], true]);
  const older = { cases: [decided('t'), decided('d'), decided('e')], has_more: false };
  const all = withOlder(now, decided('c'), older);
  expect([names(all.cases), all.hasOlder]).toEqual([['a', 'c', 't', 'd', 'e'], false]);
});

test('what is on an older page stands there only', () => {
  const before = pages([open('a'), unsealed('t'), decided('c')]);
  const all = withOlder(before, decided('c'), { cases: [decided('t'), decided('d')], has_more: true });
  expect(all.cases).toEqual([open('a'), decided('c'), decided('t'), decided('d')]);
  expect(all.hasOlder).toBe(true);
});

test('a page that came when the list had begun anew leaves no hole in it', () => {
  const anew = pages([open('a'), decided('c')]);
  expect(withOlder(anew, decided('e'), { cases: [decided('f')], has_more: false })).toBe(anew);
});

test('the next page begins after the last that was decided, also where one is unsealed', () => {
  const turn = unsealed('t');
  expect(lastDecided([open('a'), decided('b'), decided('c'), turn])?.case).toBe('c');
  expect(lastDecided([open('a'), turn])).toBeUndefined();
  expect(lastDecided(undefined)).toBeUndefined();
});
