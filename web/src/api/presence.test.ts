import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const START = new Date('2026-11-22T00:00:00Z').getTime();

async function fresh() {
  vi.resetModules();
  return import('./presence');
}

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
  vi.setSystemTime(START);
});

afterEach(() => {
  vi.useRealTimers();
});

test('a page is idle when nobody touched it for so long, and not before', async () => {
  const { watchIdle } = await fresh();
  const idle = vi.fn();
  watchIdle(900, idle);
  vi.advanceTimersByTime(600_000);
  window.dispatchEvent(new Event('keydown'));
  vi.advanceTimersByTime(899_000);
  expect(idle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(idle).toHaveBeenCalledOnce();
});

test('what someone does in another page of the browser counts', async () => {
  const [one, other] = [await fresh(), await fresh()];
  const idle = vi.fn();
  one.watchIdle(900, idle);
  vi.advanceTimersByTime(800_000);
  other.noteActed();
  vi.advanceTimersByTime(800_000);
  expect(idle).not.toHaveBeenCalled();
});

test('neither a touch that comes too late nor a reload wakes it', async () => {
  const { watchIdle } = await fresh();
  const idle = vi.fn();
  watchIdle(900, idle);
  // A computer that sleeps runs no timers.
  vi.setSystemTime(START + 3_600_000);
  window.dispatchEvent(new Event('pointerdown'));
  vi.advanceTimersByTime(1_000);
  expect(idle).toHaveBeenCalledOnce();
  const { isIdle } = await fresh();
  expect(isIdle(900)).toBe(true);
});

test('the server is told once of what was done, and again of what it did not hear', async () => {
  const { noteActed, tellActed } = await fresh();
  noteActed();
  const tell = vi.fn(async () => undefined);
  tell.mockRejectedValueOnce(new Error('away'));
  await expect(tellActed(tell)).rejects.toThrow('away');
  await tellActed(tell);
  await tellActed(tell);
  expect(tell.mock.calls).toEqual([[true], [true], [false]]);
});
