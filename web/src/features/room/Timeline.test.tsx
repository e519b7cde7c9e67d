import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useReducer } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../../i18n';
import { type SessionAccess, SessionContext } from '../../app/session-context';
import type { PostEntry } from '../../live/entry';
import { RoomLog } from '../../live/room-log';
import { ME, postId, posts } from '../../live/testing/entries';
import { Timeline } from './Timeline';

const rooms = vi.hoisted(() => {
  const none: never[] = [];
  return { outgoing: () => none, loadOlder: vi.fn(), shorten: vi.fn(), markRead: vi.fn() };
});
vi.mock('../../app/care-rooms-context', () => ({
  useCareRooms: () => rooms,
  useRoomsFact: (fact: (all: typeof rooms) => unknown) => fact(rooms),
}));
// Hundreds of them are on the page: as little as can be gone to.
vi.mock('./PostCard', () => ({
  PostCard: ({ post: { id, seq } }: { post: PostEntry }) => (
    <article id={`post-${id}`} data-seq={seq} tabIndex={-1} />
  ),
}));

const SESSION = { session: { account: ME, earlier_accounts: [] as string[] } } as SessionAccess;
const ON_THE_WAY = 'その投稿まで読み込んでいます…';

let log: RoomLog;
/** The positions of which older pages were asked for. */
let asked: number[];
let isConnected: boolean;
/** How far the end is below the window. Nothing is laid out here. */
let below: number;
let tell: () => void;

const nothing = () => undefined;

function Room({ shown }: { shown: { id: string } | undefined }) {
  const [, changed] = useReducer((times: number) => times + 1, 0);
  tell = changed;
  return (
    <SessionContext value={SESSION}>
      <Timeline
        room="r"
        view={log.view}
        shown={shown}
        onReply={undefined}
        onErase={nothing}
        onEdit={undefined}
      />
    </SessionContext>
  );
}

beforeEach(() => {
  asked = [];
  isConnected = true;
  below = 0;
  log = new RoomLog();
  log.opened({ after: 300, head: 500, read_upto: 500 });
  log.entries(301, 500, posts(301, 500));
  rooms.loadOlder.mockClear();
  rooms.loadOlder.mockImplementation(() => {
    const before = log.askOlder();
    if (before === undefined) return;
    if (isConnected) asked.push(before);
    else log.olderFailed();
    tell();
  });
  rooms.shorten.mockImplementation(() => {
    log.shorten();
    tell();
  });
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockImplementation(() => below);
  vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => {
    below = 10_000;
  });
});

afterEach(cleanup);

function goTo(seq: number): void {
  render(<Room shown={undefined} />).rerender(<Room shown={{ id: postId(seq) }} />);
}

const status = () => document.querySelector('[role="status"]')?.textContent;

const older = (from: number, upto: number) =>
  act(() => {
    log.older(upto + 1, posts(from, upto));
    tell();
  });

const comes = (seq: number) =>
  act(() => {
    log.entries(seq, seq, posts(seq, seq));
    tell();
  });

test('who goes to an old post gets there though new ones come, and sees that it is on its way', () => {
  goTo(50);
  expect(status()).toBe(ON_THE_WAY);
  older(201, 300);
  older(101, 200);
  comes(501);
  older(1, 100);
  comes(502);
  expect(asked).toEqual([301, 201, 101]);
  expect(document.activeElement?.id).toBe(`post-${postId(50)}`);
  expect(status()).toBe('');
  expect(screen.queryByText('やめる')).toBeNull();
});

test('who does not want to go on stays at the end, and the long log is shortened again', () => {
  goTo(50);
  older(201, 300);
  older(101, 200);
  fireEvent.click(screen.getByText('やめる'));
  expect(document.activeElement?.role).toBe('log');
  expect(status()).toBe('');
  expect(log.view.entries).toHaveLength(200);
  expect(asked).toEqual([301, 201, 101]);
});

test('where nothing can be sent the way goes on when the connection is back', () => {
  isConnected = false;
  goTo(250);
  expect(status()).toBe(ON_THE_WAY);
  expect(rooms.loadOlder).toHaveBeenCalledOnce();
  isConnected = true;
  act(() => {
    log.opened({ after: 500, head: 500, read_upto: 500 });
    tell();
  });
  older(201, 300);
  expect(asked).toEqual([301]);
  expect(document.activeElement?.id).toBe(`post-${postId(250)}`);
});
