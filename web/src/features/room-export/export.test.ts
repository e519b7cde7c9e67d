import { expect, test } from 'vitest';
import type { RoomEntry } from '../../live/entry';
import { type Asked, byDay, daysBefore, faultOf } from './export';

const TODAY = '2026-11-27';
const ASKED: Asked = { purpose: 'meeting', words: '', from: '2026-11-01', upto: TODAY };

test('days are in order and not in the future', () => {
  expect(faultOf(ASKED, TODAY)).toBeUndefined();
  expect(faultOf({ ...ASKED, from: TODAY }, TODAY)).toBeUndefined();
  expect(faultOf({ ...ASKED, upto: '2026-11-28' }, TODAY)).toBe('upto');
  expect(faultOf({ ...ASKED, upto: '' }, TODAY)).toBe('upto');
  expect(faultOf({ ...ASKED, from: '' }, TODAY)).toBe('from');
  expect(faultOf({ ...ASKED, from: TODAY, upto: '2026-11-26' }, TODAY)).toBe('from');
  expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28');
});

test('nothing is taken out without a purpose, and another one wants words', () => {
  expect(faultOf({ ...ASKED, purpose: undefined }, TODAY)).toBe('purpose');
  expect(faultOf({ ...ASKED, purpose: 'other', words: ' ' }, TODAY)).toBe('words');
  expect(faultOf({ ...ASKED, purpose: 'other', words: '監査' }, TODAY)).toBeUndefined();
  expect(faultOf({ ...ASKED, words: '字'.repeat(200) }, TODAY)).toBeUndefined();
  expect(faultOf({ ...ASKED, words: '字'.repeat(201) }, TODAY)).toBe('words');
});

test('days are those of Tokyo', () => {
  const at = (seq: number, moment: string) => ({ seq, at: moment, kind: 'opened' }) as RoomEntry;
  const days = byDay([
    at(1, '2026-11-26T14:59:59Z'),
    at(2, '2026-11-26T15:00:00Z'),
    at(3, '2026-11-27T14:00:00Z'),
  ]);
  expect(days.map(({ entries }) => entries.map(({ seq }) => seq))).toEqual([[1], [2, 3]]);
});
