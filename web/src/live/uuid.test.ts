import { expect, test } from 'vitest';
import { uuidv7 } from './uuid';

test('ids have the form of a UUIDv7 and ascend, within a millisecond too', () => {
  const now = Date.now() + 1_000;
  const ids = Array.from({ length: 6_000 }, () => uuidv7(now));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids.slice(0, 50)) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test('a clock that goes back does not turn the order round', () => {
  const later = uuidv7(Date.now() + 100_000);
  expect(uuidv7(Date.now()) > later).toBe(true);
});
