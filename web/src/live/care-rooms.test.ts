import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CareRooms } from './care-rooms';
import { destroyStorage, openStorage } from './storage';
import { ME, post, posts } from './testing/entries';
import { FakeSocket } from './testing/fake-socket';

const ROOM = '00000000-0000-7000-8000-0000000000aa';
const OTHER = '00000000-0000-7000-8000-0000000000bb';

const line = (room: string, more: object = {}) => ({
  room,
  label: '見本 ハナ',
  kana: 'みほん はな',
  state: 'active',
  last_seq: 2,
  last_at: null,
  unread: 0,
  read_upto: 0,
  ...more,
});

async function setUp() {
  const socket = new FakeSocket();
  const storage = await openStorage(ME, false);
  const rooms = new CareRooms({
    connect: () => socket.asWebSocket,
    prove: (_, say) => say('proof'),
    client: 'test',
    storage,
    stopped: () => undefined,
    http: {
      rooms: async () => [],
      entriesAfter: async () => ({ room: ROOM, head: 0, read_upto: 0, entries: [] }),
      post: async () => ({ code: 'busy', retry: 'after' }),
      session: async () => 'signed_in',
    },
  });
  await rooms.start();
  return { socket, storage, rooms };
}

async function inRoom() {
  const all = await setUp();
  all.socket.welcomes([line(ROOM), line(OTHER)]);
  all.rooms.visit(ROOM);
  all.socket.says({ type: 'opened', room: ROOM, after: 0, head: 2, read_upto: 1 });
  all.socket.says({ type: 'entries', room: ROOM, from: 1, upto: 2, entries: posts(1, 2) });
  return all;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
const bodies = (rooms: CareRooms) => rooms.view(ROOM)?.entries.map((entry) => entry.seq);

afterEach(() => destroyStorage(ME));

describe('care rooms', () => {
  test('open a room without a cursor, and again with one', async () => {
    const { socket, rooms } = await inRoom();
    expect(socket.sentOf('open')).toEqual([{ type: 'open', room: ROOM }]);
    rooms.leave(ROOM);
    expect(socket.sentOf('close')).toHaveLength(1);
    rooms.visit(ROOM);
    expect(socket.sentOf('open')[1]).toEqual({ type: 'open', room: ROOM, after: 2 });
  });

  test('show nothing of an earlier visit before the server has said what was erased since', async () => {
    const { socket, rooms } = await inRoom();
    const [, gone] = posts(1, 2);
    if (!gone) throw new Error('there are two');
    rooms.leave(ROOM);
    rooms.visit(ROOM);
    expect(bodies(rooms)).toEqual([]);
    socket.says({ type: 'opened', room: ROOM, after: 2, head: 3, read_upto: 2 });
    expect(bodies(rooms)).toEqual([]);
    const news = { seq: 3, id: 'news', at: '2026-11-28T01:00:00Z', author: gone.author };
    const entries = [{ ...news, kind: 'entry_erased' as const, entry: gone.id }];
    socket.says({ type: 'entries', room: ROOM, from: 3, upto: 3, entries });
    expect(bodies(rooms)).toEqual([1, 2, 3]);
    expect(rooms.view(ROOM)?.entries[1]).toMatchObject({ body: '', erased_at: news.at });
    // Who is not connected reads what they have.
    rooms.leave(ROOM);
    rooms.visit(ROOM);
    expect(bodies(rooms)).toEqual([]);
    socket.breaks(1006);
    expect(bodies(rooms)).toEqual([1, 2, 3]);
    rooms.leave(ROOM);
    rooms.visit(ROOM);
    expect(bodies(rooms)).toEqual([1, 2, 3]);
  });

  test('open a room that was entered between hello and welcome', async () => {
    const { socket, rooms } = await setUp();
    socket.opens();
    rooms.visit(ROOM);
    socket.says({ type: 'welcome', account: ME, heartbeat_ms: 25_000, server: 'test', rooms: [] });
    expect(socket.sentOf('open')).toEqual([{ type: 'open', room: ROOM }]);
  });

  test('mend a gap by asking once for what follows the cursor', async () => {
    const { socket, rooms } = await inRoom();
    socket.says({ type: 'entries', room: ROOM, from: 4, upto: 4, entries: posts(4, 4) });
    socket.says({ type: 'entries', room: ROOM, from: 5, upto: 5, entries: posts(5, 5) });
    expect(bodies(rooms)).toEqual([1, 2]);
    expect(socket.sentOf('open').slice(1)).toEqual([{ type: 'open', room: ROOM, after: 2 }]);
    socket.says({ type: 'opened', room: ROOM, after: 2, head: 5, read_upto: 2 });
    socket.says({ type: 'entries', room: ROOM, from: 3, upto: 5, entries: posts(3, 5) });
    expect(bodies(rooms)).toEqual([1, 2, 3, 4, 5]);
  });

  test('start anew on resync, and let no straggler in', async () => {
    const { socket, rooms } = await inRoom();
    socket.says({ type: 'resync', room: ROOM });
    expect(socket.sentOf('open')[1]).toEqual({ type: 'open', room: ROOM });
    socket.says({ type: 'entries', room: ROOM, from: 3, upto: 3, entries: posts(3, 3) });
    expect(bodies(rooms)).toEqual([]);
    socket.says({ type: 'opened', room: ROOM, after: 1, head: 3, read_upto: 1 });
    socket.says({ type: 'entries', room: ROOM, from: 2, upto: 3, entries: posts(2, 3) });
    expect(bodies(rooms)).toEqual([2, 3]);
  });

  test('replace a post on its way by its entry', async () => {
    const { socket, rooms } = await inRoom();
    await rooms.post(ROOM, '確認しました。', 'normal', undefined);
    const [sent] = socket.sentOf('post');
    expect(sent).toMatchObject({ room: ROOM, body: '確認しました。', priority: 'normal' });
    expect(sent).not.toHaveProperty('written_at');
    expect(sent).not.toHaveProperty('reply_to');
    const id = sent?.id ?? '';
    socket.says({ type: 'ack', re: id, room: ROOM, seq: 3, at: '', duplicate: false });
    expect(rooms.outgoing(ROOM)[0]?.state).toBe('sent');
    socket.says({ type: 'entries', room: ROOM, from: 3, upto: 3, entries: [post(3, ME, id)] });
    expect(rooms.outgoing(ROOM)).toEqual([]);
    expect(bodies(rooms)).toEqual([1, 2, 3]);
  });

  test('wipe every copy of a purged room before they say so', async () => {
    const { socket, storage, rooms } = await inRoom();
    await rooms.keepDraft({ room: ROOM, body: '書きかけ', priority: 'normal' });
    await rooms.post(ROOM, '届かない', 'normal', undefined);
    socket.says({ type: 'purge', room: ROOM, order: 'order-1', why: 'room_closed' });
    expect(rooms.view(ROOM)).toBeUndefined();
    expect(rooms.gone(ROOM)).toEqual({ why: 'room_closed', lostPosts: 1 });
    expect(rooms.list?.find((one) => one.room === ROOM)).toMatchObject({ label: '', state: 'discontinued' });
    await vi.waitFor(() =>
      expect(socket.sentOf('purged')).toEqual([{ type: 'purged', order: 'order-1', room: ROOM }]),
    );
    expect(await storage.drafts.get(ROOM)).toBeUndefined();
    expect(await storage.outbox.all()).toEqual([]);
    await rooms.keepDraft({ room: ROOM, body: '遅れて届いた一文字', priority: 'normal' });
    expect(await storage.drafts.get(ROOM)).toBeUndefined();
  });

  test('remember that what was closed had still waited for its consent form', async () => {
    const { socket, rooms } = await inRoom();
    socket.says({ type: 'room', ...line(ROOM, { state: 'awaiting_consent' }) });
    socket.says({ type: 'purge', room: ROOM, order: 'order-1', why: 'room_closed' });
    await settled();
    socket.says({ type: 'purge', room: ROOM, order: 'order-2', why: 'room_closed' });
    expect(rooms.gone(ROOM)).toEqual({ why: 'room_closed', lostPosts: 0, wasProposal: true });
    // From the next list on it is said which it was.
    socket.welcomes([line(ROOM, { state: 'lapsed', label: '', kana: '' })]);
    await settled();
    expect(rooms.list?.[0]?.state).toBe('lapsed');
  });

  test('answer a repeated purge, and keep the first count', async () => {
    const { socket, rooms } = await inRoom();
    await rooms.post(ROOM, '届かない', 'normal', undefined);
    socket.says({ type: 'purge', room: ROOM, order: 'order-1', why: 'room_closed' });
    await settled();
    socket.says({ type: 'purge', room: ROOM, order: 'order-2', why: 'room_closed' });
    await settled();
    expect(socket.sentOf('purged').map((frame) => frame.order)).toEqual(['order-1', 'order-2']);
    expect(rooms.gone(ROOM)?.lostPosts).toBe(1);
  });

  test('take a room off the list when one is no longer a member', async () => {
    const { socket, rooms } = await inRoom();
    socket.says({ type: 'purge', room: ROOM, order: 'order-1', why: 'not_found' });
    expect(rooms.list?.map((one) => one.room)).toEqual([OTHER]);
    expect(rooms.gone(ROOM)?.why).toBe('not_found');
  });

  test('wipe what is left of rooms that were closed while nobody was connected', async () => {
    const { socket, storage, rooms } = await setUp();
    const draft = { body: '書きかけ', priority: 'normal' as const };
    for (const room of [ROOM, OTHER, 'left']) await storage.drafts.put({ room, ...draft });
    socket.welcomes([line(ROOM), line(OTHER, { state: 'discontinued', label: '', kana: '' })]);
    await vi.waitFor(async () => expect(await storage.drafts.rooms()).toEqual([ROOM]));
    expect(rooms.gone(OTHER)?.why).toBe('room_closed');
  });

  test('follow the list as the server counts it', async () => {
    const { socket, rooms } = await inRoom();
    socket.says({ type: 'room', ...line(OTHER, { unread: 3 }) });
    expect(rooms.list?.find((one) => one.room === OTHER)?.unread).toBe(3);
  });

  test('send a read mark again that the server does not have', async () => {
    const { socket, rooms } = await inRoom();
    rooms.markRead(ROOM, 2);
    rooms.markRead(ROOM, 1);
    expect(socket.sentOf('read')).toEqual([{ type: 'read', room: ROOM, upto: 2 }]);
    socket.says({
      type: 'welcome',
      account: ME,
      heartbeat_ms: 25_000,
      server: 'test',
      rooms: [line(ROOM, { read_upto: 1 })],
    });
    expect(socket.sentOf('read')).toHaveLength(2);
  });

  test('ignore types that they do not know', async () => {
    const { socket, rooms } = await inRoom();
    socket.says({ type: 'typing', room: ROOM });
    expect(bodies(rooms)).toEqual([1, 2]);
  });
});
