import { describe, expect, test } from 'vitest';
import type { RoomEntry } from './entry';
import { RoomLog } from './room-log';
import { posts } from './testing/entries';

const seqs = (entries: readonly RoomEntry[]) => entries.map((entry) => entry.seq);

function openLog(after: number, head: number, read_upto = after): RoomLog {
  const log = new RoomLog();
  log.opened({ after, head, read_upto });
  return log;
}

describe('a room log', () => {
  test('applies what joins the cursor', () => {
    const log = openLog(0, 3);
    expect(log.view.ready).toBe(false);
    expect(log.entries(1, 2, posts(1, 2))).toBe('applied');
    expect(log.entries(3, 3, posts(3, 3))).toBe('applied');
    expect(seqs(log.view.entries)).toEqual([1, 2, 3]);
    expect(log.view.ready).toBe(true);
    expect(log.cursor).toBe(3);
  });

  test('ignores what is known', () => {
    const log = openLog(0, 2);
    log.entries(1, 2, posts(1, 2));
    expect(log.entries(2, 2, posts(2, 2))).toBe('ignored');
    expect(log.entries(1, 1, posts(1, 1))).toBe('ignored');
    expect(seqs(log.view.entries)).toEqual([1, 2]);
  });

  test('takes the new part of a page that overlaps', () => {
    const log = openLog(0, 4);
    log.entries(1, 2, posts(1, 2));
    expect(log.entries(1, 4, posts(1, 4))).toBe('applied');
    expect(seqs(log.view.entries)).toEqual([1, 2, 3, 4]);
  });

  test('reports a gap and stays as it was', () => {
    const log = openLog(0, 2);
    log.entries(1, 2, posts(1, 2));
    expect(log.entries(4, 4, posts(4, 4))).toBe('gap');
    expect(seqs(log.view.entries)).toEqual([1, 2]);
    expect(log.cursor).toBe(2);
  });

  test('says when the page of the room is to be read again: told so, or back after the connection was gone', () => {
    const log = openLog(0, 2);
    log.entries(1, 2, posts(1, 2));
    const before = log.view.detail;
    log.detailChanged();
    expect(log.view.detail).toBe(before + 1);
    log.opened({ after: 2, head: 2, read_upto: 2 });
    expect(log.view.detail).toBe(before + 2);
    log.reset();
    expect(log.view.detail).toBe(before + 2);
  });

  test('starts anew after a resync, and keeps the unread line', () => {
    const log = openLog(0, 2, 1);
    log.entries(1, 2, posts(1, 2));
    log.reset();
    expect(log.cursor).toBeNull();
    expect(log.view.entries).toEqual([]);
    log.opened({ after: 600, head: 601, read_upto: 601 });
    log.entries(601, 601, posts(601, 601));
    expect(seqs(log.view.entries)).toEqual([601]);
    expect(log.view.unread).toEqual({ after: 1, upto: 2 });
  });

  test('begins where the server begins, when that is beyond what is held', () => {
    const log = openLog(0, 2);
    log.entries(1, 2, posts(1, 2));
    log.opened({ after: 10, head: 11, read_upto: 2 });
    log.entries(11, 11, posts(11, 11));
    expect(seqs(log.view.entries)).toEqual([11]);
    expect(log.view.atStart).toBe(false);
  });

  test('goes on after the same cursor on a new connection', () => {
    const log = openLog(0, 2);
    log.entries(1, 2, posts(1, 2));
    log.opened({ after: 2, head: 3, read_upto: 2 });
    expect(log.view.ready).toBe(false);
    log.entries(3, 3, posts(3, 3));
    expect(seqs(log.view.entries)).toEqual([1, 2, 3]);
    expect(log.view.ready).toBe(true);
  });

  test('joins older pages at the front, once', () => {
    const log = openLog(20, 22);
    log.entries(21, 22, posts(21, 22));
    expect(log.askOlder()).toBe(21);
    expect(log.askOlder()).toBeUndefined();
    log.older(21, posts(11, 20));
    log.older(21, posts(11, 20));
    expect(seqs(log.view.entries)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]);
    expect(log.askOlder()).toBe(11);
    log.older(11, posts(1, 10));
    expect(log.view.atStart).toBe(true);
    expect(log.askOlder()).toBeUndefined();
  });

  test('asks for older entries again when the answer was lost', () => {
    const log = openLog(20, 21);
    log.entries(21, 21, posts(21, 21));
    log.askOlder();
    log.olderFailed();
    expect(log.askOlder()).toBe(21);
  });

  test('shortens a long log at its beginning, and can grow back', () => {
    const log = openLog(0, 450);
    log.entries(1, 450, posts(1, 450));
    log.shorten();
    expect(log.view.entries).toHaveLength(200);
    expect(log.cursor).toBe(450);
    expect(log.askOlder()).toBe(251);
  });

  test('drops the text of an erased post, and no later answer brings it back', () => {
    const log = openLog(5, 8);
    const all = posts(1, 8);
    log.entries(6, 8, all.slice(5));
    const erased = all[6];
    const old = all[2];
    if (!erased || !old) throw new Error('there are eight');
    const news = (seq: number, entry: string): RoomEntry => ({
      seq,
      id: `news-${seq}`,
      at: '2026-11-28T01:00:00Z',
      author: erased.author,
      kind: 'entry_erased',
      entry,
    });
    log.entries(9, 10, [news(9, erased.id), news(10, old.id)]);
    const textOf = (id: string) => {
      const found = log.view.entries.find((entry) => entry.id === id);
      return found?.kind === 'post' ? [found.body, found.erased_at] : undefined;
    };
    expect(textOf(erased.id)).toEqual(['', '2026-11-28T01:00:00Z']);
    expect(textOf(all[5]?.id ?? '')?.[0]).not.toBe('');
    log.askOlder();
    log.older(6, all.slice(0, 5));
    expect(textOf(old.id)).toEqual(['', '2026-11-28T01:00:00Z']);
    expect(seqs(log.view.entries)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
