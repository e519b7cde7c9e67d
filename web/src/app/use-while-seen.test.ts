import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noteActed } from '../api/presence';
import { useWhileSeen } from './use-while-seen';

let state: DocumentVisibilityState = 'visible';
const turnTo = (next: DocumentVisibilityState) => {
  state = next;
  document.dispatchEvent(new Event('visibilitychange'));
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => state);
  turnTo('visible');
  noteActed();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function looked(isWanted = true) {
  const look = vi.fn();
  const { unmount } = renderHook(() => useWhileSeen(look, 60_000, isWanted));
  const times = () => look.mock.calls.length;
  return { times, unmount };
}

test('it is looked anew every minute while the page is seen, and at once when it comes into sight', () => {
  const { times, unmount } = looked();
  vi.advanceTimersByTime(59_000);
  expect(times()).toBe(0);
  vi.advanceTimersByTime(61_000);
  expect(times()).toBe(2);
  turnTo('hidden');
  vi.advanceTimersByTime(120_000);
  expect(times()).toBe(2);
  turnTo('visible');
  expect(times()).toBe(3);
  turnTo('hidden');
  turnTo('visible');
  expect(times(), 'between two windows one turns often').toBe(3);
  unmount();
  vi.advanceTimersByTime(120_000);
  expect(times()).toBe(3);
});

test('nothing is asked for whoever has gone away, until they come back', () => {
  const { times } = looked();
  vi.advanceTimersByTime(10 * 60_000);
  expect(times()).toBeLessThan(6);
  const before = times();
  noteActed();
  vi.advanceTimersByTime(5_000);
  expect(times()).toBe(before + 1);
});

test('nothing is asked where nobody wants it', () => {
  const { times } = looked(false);
  vi.advanceTimersByTime(120_000);
  expect(times()).toBe(0);
});
