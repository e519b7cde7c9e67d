import { expect, test } from 'vitest';
import type { DevicesInUse } from '../../protocol';
import { countOf, isSame, onlyUnder } from './allowed';

const IN_USE: DevicesInUse[] = [
  { kind: 'browser', is_shared: false, devices: 40 },
  { kind: 'browser', is_shared: true, devices: 3 },
  { kind: 'file', is_shared: false, devices: 5 },
];
const ALL = { kinds: ['browser' as const, 'file' as const], shared: true };

test('what a change shuts out is counted by kind, and shared devices apart', () => {
  const shutOut = (kinds: typeof ALL.kinds, shared: boolean) =>
    countOf(onlyUnder(ALL, { kinds, shared }, IN_USE));
  expect(shutOut(['browser', 'file'], true)).toBe(0);
  expect(shutOut(['file'], true)).toBe(43);
  expect(shutOut(['browser'], true)).toBe(5);
  expect(shutOut(['browser', 'file'], false)).toBe(3);
  expect(shutOut(['file'], false)).toBe(43);
});

test('and what it lets in again likewise', () => {
  const before = { kinds: ['file' as const], shared: false };
  expect(onlyUnder({ kinds: ['browser', 'file'], shared: false }, before, IN_USE)).toEqual([IN_USE[0]]);
  expect(countOf(onlyUnder(ALL, before, IN_USE))).toBe(43);
});

test('the order of kinds is no change', () => {
  expect(isSame(ALL, { kinds: ['file', 'browser'], shared: true })).toBe(true);
  expect(isSame(ALL, { kinds: ['file'], shared: true })).toBe(false);
  expect(isSame(ALL, { ...ALL, shared: false })).toBe(false);
});
