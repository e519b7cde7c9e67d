import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Outbox, type OutboxStore, type OutgoingPost } from './outbox';

const ROOM = 'room-a';

function memory(kept: OutgoingPost[] = []): OutboxStore & { kept: Map<string, OutgoingPost> } {
  const map = new Map(kept.map((post) => [post.id, post]));
  return {
    kept: map,
    all: async () => [...map.values()].reverse(),
    put: async (post) => void map.set(post.id, post),
    remove: async (id) => void map.delete(id),
  };
}

function written(id: string, room = ROOM): OutgoingPost {
  return { id, room, body: `本文 ${id}`, priority: 'normal', written_at: '2026-11-22T00:00:00Z' };
}

function setUp(kept: OutgoingPost[] = []) {
  const store = memory(kept);
  const sent: string[] = [];
  const line = { up: true };
  const outbox = new Outbox({
    store,
    transmit: (post) => {
      if (line.up) sent.push(post.id);
      return line.up;
    },
    changed: () => undefined,
  });
  return { outbox, store, sent, line };
}

const states = (outbox: Outbox, room = ROOM) => outbox.of(room).map((item) => item.state);

beforeEach(() => {
  vi.useFakeTimers();
});

describe('the outbox', () => {
  test('sends the posts of a room one after the other, in the order of writing', async () => {
    const { outbox, sent } = setUp();
    await outbox.add(written('1'));
    await outbox.add(written('2'));
    expect(sent).toEqual(['1']);
    outbox.acked({ re: '1' });
    expect(sent).toEqual(['1', '2']);
  });

  test('does not let one room wait for another', async () => {
    const { outbox, sent } = setUp();
    await outbox.add(written('1'));
    await outbox.add(written('2', 'room-b'));
    expect(sent).toEqual(['1', '2']);
  });

  test('keeps a post on the device until it is committed', async () => {
    const { outbox, store } = setUp();
    await outbox.add(written('1'));
    expect(store.kept.has('1')).toBe(true);
    outbox.acked({ re: '1' });
    expect(store.kept.has('1')).toBe(false);
    expect(states(outbox)).toEqual(['sent']);
    outbox.arrived(ROOM, new Set(['1']));
    expect(states(outbox)).toEqual([]);
  });

  test('takes an entry that comes before its ack for the ack', async () => {
    const { outbox, store, sent } = setUp();
    await outbox.add(written('1'));
    await outbox.add(written('2'));
    outbox.arrived(ROOM, new Set(['1']));
    expect(store.kept.has('1')).toBe(false);
    expect(sent).toEqual(['1', '2']);
    outbox.acked({ re: '1' });
    expect(states(outbox)).toEqual(['sending']);
  });

  test('sends what a reload left behind, oldest first', async () => {
    const { outbox, sent } = setUp([written('1'), written('2')]);
    await outbox.load();
    expect(sent).toEqual(['1']);
    expect(states(outbox)).toEqual(['sending', 'sending']);
  });

  test('says 未送信 after ten seconds, and sends again when asked', async () => {
    const { outbox, sent, line } = setUp();
    line.up = false;
    await outbox.add(written('1'));
    vi.advanceTimersByTime(9_999);
    expect(states(outbox)).toEqual(['sending']);
    vi.advanceTimersByTime(1);
    expect(states(outbox)).toEqual(['unsent']);
    line.up = true;
    outbox.resend('1');
    expect(states(outbox)).toEqual(['sending']);
    expect(sent).toEqual(['1']);
  });

  test('sends again with the same id on a new connection', async () => {
    const { outbox, sent } = setUp();
    await outbox.add(written('1'));
    outbox.disconnected();
    outbox.pump();
    expect(sent).toEqual(['1', '1']);
  });

  test('shows a refusal at the post, and goes on with the next', async () => {
    const { outbox, sent } = setUp();
    await outbox.add(written('1'));
    await outbox.add(written('2'));
    outbox.failed({ re: '1', code: 'read_only', retry: 'never' });
    expect(states(outbox)).toEqual(['refused', 'sending']);
    expect(outbox.of(ROOM)[0]?.problem).toBe('read_only');
    expect(sent).toEqual(['1', '2']);
    vi.advanceTimersByTime(10_000);
    expect(states(outbox)).toEqual(['refused', 'unsent']);
  });

  test('waits as long as the server says, and lets nothing overtake', async () => {
    const { outbox, sent } = setUp();
    await outbox.add(written('1'));
    outbox.failed({ re: '1', code: 'rate_limited', retry: 'after', after_ms: 2_000 });
    await outbox.add(written('2'));
    outbox.pump();
    expect(sent).toEqual(['1']);
    vi.advanceTimersByTime(2_000);
    expect(sent).toEqual(['1', '1']);
  });

  test('gives a withdrawn post back and forgets it', async () => {
    const { outbox, store, line } = setUp();
    line.up = false;
    await outbox.add(written('1'));
    expect(await outbox.withdraw('1')).toMatchObject({ id: '1' });
    expect(store.kept.size).toBe(0);
    expect(states(outbox)).toEqual([]);
  });

  test('wipes a room, and counts what was lost', async () => {
    const { outbox, store, line } = setUp();
    line.up = false;
    await outbox.add(written('1'));
    await outbox.add(written('2'));
    await outbox.add(written('3', 'room-b'));
    expect(await outbox.purge(ROOM)).toBe(2);
    expect([...store.kept.keys()]).toEqual(['3']);
    expect(outbox.waiting).toBe(1);
  });

  test('delivers everything by another way, and stops a room at its first failure', async () => {
    const { outbox, line } = setUp();
    line.up = false;
    for (const id of ['1', '2', '3']) await outbox.add(written(id));
    const tried: string[] = [];
    await outbox.flush(async (post) => {
      tried.push(post.id);
      return post.id === '1'
        ? { re: '1', room: ROOM, seq: 1, at: '', duplicate: false }
        : { code: 'busy', retry: 'after' };
    });
    expect(tried).toEqual(['1', '2']);
    expect(outbox.waiting).toBe(2);
  });
});
