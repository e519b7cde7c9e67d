import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import '../../i18n';
import type { RoomEntry } from '../../live/entry';
import type { RoomView } from '../../live/room-log';
import type { RoomSearchLine } from '../../protocol';
import { RoomSearchDialog } from './RoomSearchDialog';
import { useRoomSearch } from './use-room-search';

const post = (seq: number, body: string): RoomEntry => ({
  seq,
  id: `e${seq}`,
  at: '2025-11-03T00:00:00Z',
  author: { account: 'a', name: '佐藤 真', facility: 'みほん訪問看護', profession: '看護師' },
  kind: 'post',
  body,
  priority: 'normal',
});
const found = (seq: number): RoomSearchLine => ({
  line: 'found',
  entry: post(seq, `お茶${seq}`),
  marks: [{ from: 1, upto: 2 }],
});
const reached = (seq: number): RoomSearchLine => ({ line: 'reached', seq, at: '2025-11-03T00:00:00Z' });

const view = (entries: RoomEntry[]): RoomView => ({
  entries,
  ready: true,
  atStart: false,
  loadingOlder: false,
  unread: null,
  detail: 0,
});

const onShow = vi.fn();

function Shown({ entries }: { entries: RoomEntry[] }) {
  const search = useRoomSearch('r', view(entries));
  return <RoomSearchDialog search={search} onClose={() => undefined} onShow={onShow} />;
}

let asked: unknown[];
let answers: (RoomSearchLine[] | Response)[];

// jsdom knows no modal dialogs.
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});

beforeEach(() => {
  asked = [];
  answers = [];
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
    asked.push(JSON.parse(String(body)));
    const answer = answers.shift() ?? [];
    if (answer instanceof Response) return answer;
    return new Response(answer.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function type(words: string): void {
  fireEvent.change(screen.getByLabelText('探す言葉'), { target: { value: words } });
  fireEvent.click(screen.getByRole('button', { name: '検索する' }));
}

test('finds, goes on from where it stopped, and says when there is no more', async () => {
  answers = [
    [found(9), reached(5), { line: 'stopped', why: 'time', before: 5 }],
    [found(2), reached(1), { line: 'stopped', why: 'end', before: null }],
  ];
  render(<Shown entries={[]} />);
  type(' ');
  expect(screen.getByText('探す言葉を入力してください。')).toBeTruthy();
  expect(asked).toEqual([]);
  type('茶');
  await screen.findByText('1件見つかりました。');
  screen.getByText('2025年11月3日(月)の投稿まで探しました。');
  fireEvent.click(screen.getByRole('button', { name: 'さらに古い投稿を探す' }));
  await screen.findByText('2件見つかりました。');
  screen.getByText('いちばん古い投稿まで探しました。');
  expect(screen.queryByRole('button', { name: 'さらに古い投稿を探す' })).toBeNull();
  expect(asked).toEqual([{ words: '茶' }, { words: '茶', before: 5 }]);
  expect(screen.getAllByText('茶', { selector: 'mark' })).toHaveLength(2);
  const [, older] = screen.getAllByRole('listitem');
  expect(older?.textContent).toContain('お茶2');
  fireEvent.click(older?.firstElementChild as Element);
  expect(onShow).toHaveBeenCalledExactlyOnceWith('e2');
});

test('what breaks off keeps what came, and goes on from there', async () => {
  answers = [
    [found(9), reached(5)],
    [reached(1), { line: 'stopped', why: 'end', before: null }],
  ];
  render(<Shown entries={[]} />);
  type('茶');
  fireEvent.click(await screen.findByRole('button', { name: '続きから探す' }));
  await screen.findByText('1件見つかりました。');
  expect(asked).toEqual([{ words: '茶' }, { words: '茶', before: 5 }]);
});

test('what breaks off inside a page is told once when it goes on', async () => {
  answers = [[found(9)], [found(9), found(8), reached(1), { line: 'stopped', why: 'end', before: null }]];
  render(<Shown entries={[]} />);
  type('茶');
  fireEvent.click(await screen.findByRole('button', { name: '続きから探す' }));
  await screen.findByText('2件見つかりました。');
  expect(screen.getAllByRole('listitem')).toHaveLength(2);
  expect(asked).toEqual([{ words: '茶' }, { words: '茶' }]);
});

test.each(['room_closed', 'not_found'])('nothing stays of a room that may not be seen: %s', async (code) => {
  const refused = { status: 404, code, retry: 'never', request_id: 'r' };
  answers = [
    [found(9), reached(5), { line: 'stopped', why: 'time', before: 5 }],
    Response.json(refused, { status: 404 }),
    [reached(1), { line: 'stopped', why: 'end', before: null }],
  ];
  render(<Shown entries={[]} />);
  type('茶');
  fireEvent.click(await screen.findByRole('button', { name: 'さらに古い投稿を探す' }));
  const again = await screen.findByRole('button', { name: '続きから探す' });
  expect(screen.queryAllByRole('listitem')).toEqual([]);
  expect(screen.queryByText(/の投稿まで探しました。/)).toBeNull();
  fireEvent.click(again);
  await screen.findByText('いちばん古い投稿まで探しました。');
  expect(asked.at(-1)).toEqual({ words: '茶' });
});

test('what is erased meanwhile is not shown any more', async () => {
  answers = [[found(9), found(8), reached(1), { line: 'stopped', why: 'end', before: null }]];
  const { rerender } = render(<Shown entries={[]} />);
  type('茶');
  await screen.findByText('2件見つかりました。');
  const { body: _, priority: __, ...at } = { ...post(10, ''), body: '', priority: '' };
  rerender(<Shown entries={[{ ...at, kind: 'entry_erased', entry: 'e9' } as RoomEntry]} />);
  expect(screen.getByRole('list').textContent).not.toContain('お茶9');
  expect(screen.getByRole('list').textContent).toContain('お茶8');
  screen.getByText('1件見つかりました。');
  // The room begins anew, and an answer of before the erasure comes: it stays away.
  rerender(<Shown entries={[]} />);
  expect(screen.getByRole('list').textContent).not.toContain('お茶9');
  answers = [[found(9), found(8), reached(1), { line: 'stopped', why: 'end', before: null }]];
  type('お茶');
  await screen.findByText('1件見つかりました。');
  expect(screen.getByRole('list').textContent).not.toContain('お茶9');
});

test('a post that comes without its text is erased here, too', async () => {
  answers = [[found(9), reached(1), { line: 'stopped', why: 'end', before: null }]];
  const { rerender } = render(<Shown entries={[]} />);
  type('茶');
  await screen.findByText('1件見つかりました。');
  rerender(<Shown entries={[{ ...post(9, ''), erased_at: '2025-11-04T00:00:00Z' } as RoomEntry]} />);
  expect(screen.queryAllByRole('listitem')).toEqual([]);
});
