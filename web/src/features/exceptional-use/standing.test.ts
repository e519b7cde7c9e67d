import { expect, test } from 'vitest';
import { standingAt } from './standing';

const permit = (until: string) => ({ until });
const friday = permit('2026-11-27T09:00:00Z');
const sunday = permit('2026-11-29T09:00:00.000001Z');

test('a permit stands until its moment, and the next end is known', () => {
  const before = Date.parse('2026-11-27T08:59:59Z');
  expect(standingAt([sunday, friday], before)).toEqual({ standing: [sunday, friday], next: 1_000 });
  expect(standingAt([sunday, friday], Date.parse(friday.until)).standing).toEqual([sunday]);
  expect(standingAt([friday], Date.parse(sunday.until))).toEqual({ standing: [], next: undefined });
});
