import { dayKey } from '../../i18n/dates';
import { isPost, type RoomEntry } from '../../live/entry';
import type { RoomView } from '../../live/room-log';

export type TimelineItem = { is: 'unread'; key: 'unread' } | { is: 'entry'; key: string; entry: RoomEntry };

export type TimelineDay = { key: string; at: string; items: TimelineItem[] };

/** Lays out a room's entries by day, with the line before the first unread post. */
export function timelineDays(view: RoomView, mine: readonly string[]): TimelineDay[] {
  const firstUnread = firstUnreadSeq(view, mine);
  const days: TimelineDay[] = [];
  for (const entry of view.entries) {
    const key = dayKey(entry.at);
    let day = days.at(-1);
    if (day?.key !== key) {
      day = { key, at: entry.at, items: [] };
      days.push(day);
    }
    if (entry.seq === firstUnread) day.items.push({ is: 'unread', key: 'unread' });
    day.items.push({ is: 'entry', key: entry.id, entry });
  }
  return days;
}

/** The first unread post of someone else, if it is among what is loaded and so is what precedes it. */
function firstUnreadSeq({ entries, unread, atStart }: RoomView, mine: readonly string[]): number | undefined {
  const first = entries[0];
  if (!first || unread === null) return undefined;
  const precededByLoaded = atStart || first.seq <= unread.after + 1;
  if (!precededByLoaded) return undefined;
  return entries.find(
    (entry) =>
      entry.seq > unread.after &&
      entry.seq <= unread.upto &&
      isPost(entry) &&
      !mine.includes(entry.author.account),
  )?.seq;
}

/** Posts by others after a position. */
export function countNewPosts(entries: readonly RoomEntry[], after: number, mine: readonly string[]): number {
  let count = 0;
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (!entry || entry.seq <= after) break;
    if (isPost(entry) && !mine.includes(entry.author.account)) count += 1;
  }
  return count;
}
