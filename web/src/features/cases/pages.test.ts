import { expect, test } from 'vitest';
import type { CaseLine } from '../../protocol';
import { lastDecided, withFresh } from './pages';

const open = (name: string) => ({ case: name, state: 'open' }) as CaseLine;
const decided = (name: string) => ({ case: name, state: 'accepted' }) as CaseLine;
const names = (lines: readonly CaseLine[]) => lines.map((line) => line.case);

test('what was read anew stands first, and later pages stay without a hole and without a double', () => {
  const before = [open('a'), open('b'), decided('c'), decided('d'), decided('e')];
  // `b` was decided meanwhile, so `d` has gone to the second page.
  const fresh = [open('a'), decided('b'), decided('c')];
  expect(names(withFresh(before, fresh))).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(names(withFresh(undefined, fresh))).toEqual(['a', 'b', 'c']);
});

test('the next page begins after the last that was decided, also where one is unsealed', () => {
  const turn = { ...decided('t'), release_turn: 'city_moderator' } as CaseLine;
  expect(lastDecided([open('a'), decided('b'), decided('c'), turn])?.case).toBe('c');
  expect(lastDecided([open('a'), turn])).toBeUndefined();
  expect(lastDecided(undefined)).toBeUndefined();
});
