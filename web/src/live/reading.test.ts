import { beforeEach, describe, expect, test, vi } from 'vitest';
import { isWellVisible, Reading } from './reading';

beforeEach(() => {
  vi.useFakeTimers();
});

describe('reading', () => {
  test('takes one second in a focused window', () => {
    const read = vi.fn();
    const reading = new Reading(true, read);
    reading.shows(3, true);
    vi.advanceTimersByTime(999);
    expect(read).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(read).toHaveBeenCalledWith(3);
  });

  test('does not count what only passes by', () => {
    const read = vi.fn();
    const reading = new Reading(true, read);
    reading.shows(3, true);
    vi.advanceTimersByTime(500);
    reading.shows(3, false);
    vi.advanceTimersByTime(5_000);
    expect(read).not.toHaveBeenCalled();
  });

  test('does not count while the window has no focus, and starts its second anew', () => {
    const read = vi.fn();
    const reading = new Reading(false, read);
    reading.shows(3, true);
    vi.advanceTimersByTime(5_000);
    expect(read).not.toHaveBeenCalled();
    reading.focus(true);
    vi.advanceTimersByTime(600);
    reading.focus(false);
    reading.focus(true);
    vi.advanceTimersByTime(600);
    expect(read).not.toHaveBeenCalled();
    vi.advanceTimersByTime(400);
    expect(read).toHaveBeenCalledWith(3);
  });

  test('never goes back', () => {
    const read = vi.fn();
    const reading = new Reading(true, read);
    reading.shows(5, true);
    vi.advanceTimersByTime(1_000);
    reading.shows(2, true);
    vi.advanceTimersByTime(1_000);
    expect(read.mock.calls).toEqual([[5]]);
  });

  test('counts half of a post, or half a window of a very long one', () => {
    expect(isWellVisible(50, 100, 600)).toBe(true);
    expect(isWellVisible(49, 100, 600)).toBe(false);
    expect(isWellVisible(300, 2_000, 600)).toBe(true);
    expect(isWellVisible(0, 0, 600)).toBe(false);
  });
});
