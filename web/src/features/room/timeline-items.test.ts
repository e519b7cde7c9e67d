import { describe, expect, test } from 'vitest';
import type { RoomEntry } from '../../live/entry';
import type { RoomView } from '../../live/room-log';
import { ME, post, posts } from '../../live/testing/entries';
import { countNewPosts, timelineDays } from './timeline-items';

const view = (entries: RoomEntry[], unread: RoomView['unread'], atStart = true): RoomView => ({
  entries,
  ready: true,
  atStart,
  loadingOlder: false,
  detail: 0,
  unread,
});

const layout = (of: RoomView) =>
  timelineDays(of, [ME]).map((day) =>
    day.items.map((item) => (item.is === 'entry' ? item.entry.seq : '未読')),
  );

describe('the timeline', () => {
  test('begins a day at midnight in Tokyo', () => {
    const before = { ...post(1), at: '2026-11-21T14:59:00Z' };
    const after = { ...post(2), at: '2026-11-21T15:00:00Z' };
    expect(layout(view([before, after], null))).toEqual([[1], [2]]);
  });

  test('draws the unread line before the first unread post of someone else', () => {
    expect(layout(view([post(1), post(2), post(3, ME), post(4)], { after: 2, upto: 4 }))).toEqual([
      [1, 2, 3, '未読', 4],
    ]);
  });

  test('draws no line when nothing was unread at the beginning of the visit', () => {
    expect(layout(view(posts(1, 4), { after: 3, upto: 3 }))).toEqual([[1, 2, 3, 4]]);
  });

  test('draws no line where the first unread post may not be loaded', () => {
    expect(layout(view(posts(50, 51), { after: 2, upto: 51 }, false))).toEqual([[50, 51]]);
  });

  test('counts new posts of others only, and what was written under an earlier ID is no one else’s', () => {
    expect(countNewPosts([post(1), post(2), post(3, ME), post(4)], 1, [ME])).toBe(2);
    expect(countNewPosts([post(1), post(2, 'earlier'), post(3, ME), post(4)], 1, [ME, 'earlier'])).toBe(1);
  });
});
