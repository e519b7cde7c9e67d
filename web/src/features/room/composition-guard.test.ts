import { beforeEach, expect, test, vi } from 'vitest';
import { CompositionGuard } from './composition-guard';

const ENTER = { isComposing: false, keyCode: 13 };

beforeEach(() => {
  vi.useFakeTimers();
});

test('a plain Enter is the person’s own', () => {
  expect(new CompositionGuard().owns(ENTER)).toBe(false);
});

test('Enter within a conversion belongs to the input method', () => {
  const guard = new CompositionGuard();
  expect(guard.owns({ isComposing: true, keyCode: 13 })).toBe(true);
  expect(guard.owns({ isComposing: false, keyCode: 229 })).toBe(true);
  guard.start();
  expect(guard.owns(ENTER)).toBe(true);
});

test('the Enter that ends a conversion in the same tick does not send, the next one does', () => {
  const guard = new CompositionGuard();
  guard.start();
  guard.end();
  expect(guard.owns(ENTER)).toBe(true);
  vi.advanceTimersByTime(1);
  expect(guard.owns(ENTER)).toBe(false);
});
