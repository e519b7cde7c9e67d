import { expect, test } from 'vitest';
import type { RoomLine } from '../../protocol';
import { byAttention, daysLeft, matches } from './order';

const line = (room: string, more: Partial<RoomLine>): RoomLine => ({
  room,
  label: room,
  kana: room,
  state: 'active',
  last_seq: 1,
  last_at: '2026-11-20T00:00:00Z',
  unread: 0,
  read_upto: 0,
  ...more,
});

test('unread rooms come first, closed ones last, otherwise the newest', () => {
  const sorted = byAttention([
    line('closed', { state: 'discontinued', last_at: '2026-11-22T00:00:00Z' }),
    line('old', {}),
    line('new', { last_at: '2026-11-21T00:00:00Z' }),
    line('lapsed', { state: 'lapsed', last_at: '2026-11-23T00:00:00Z' }),
    line('erased', { state: 'erased', last_at: '2026-11-21T00:00:00Z' }),
    line('unread', { unread: 2, last_at: '2026-11-01T00:00:00Z' }),
  ]);
  expect(sorted.map(({ room }) => room)).toEqual(['unread', 'new', 'old', 'lapsed', 'closed', 'erased']);
});

test('names are found by kanji, hiragana, katakana and half-width kana', () => {
  const hana = { label: '見本 ハナ', kana: 'みほん はな' };
  for (const query of ['見本', 'みほんはな', 'ミホン', 'ﾐﾎﾝ', 'はな', '']) {
    expect(matches(hana, query), query).toBe(true);
  }
  expect(matches(hana, 'たろう')).toBe(false);
});

test('the day that has begun is still one of the days left', () => {
  const now = new Date('2026-11-27T06:00:00Z');
  expect(daysLeft('2026-12-27T06:00:00Z', now)).toBe(30);
  expect(daysLeft('2026-11-28T05:59:00Z', now)).toBe(1);
  expect(daysLeft('2026-11-27T05:59:00Z', now)).toBe(0);
});
