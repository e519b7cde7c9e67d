import { afterEach, expect, test, vi } from 'vitest';
import type { RoomSearchLine } from '../protocol';
import { ProblemError, UnreachableError } from './request';
import { searchRoom } from './room-search';

const ENTRY = {
  seq: 7,
  id: 'e7',
  at: '2026-11-27T00:00:00Z',
  author: { account: 'a', name: '佐藤 真', facility: 'みほん訪問看護', profession: '看護師' },
  kind: 'post',
  body: 'お茶を飲みました。',
  priority: 'normal',
} as const;
const FOUND: RoomSearchLine = { line: 'found', entry: ENTRY, marks: [{ from: 1, upto: 2 }] };
const REACHED: RoomSearchLine = { line: 'reached', seq: 3, at: ENTRY.at };
const STOPPED: RoomSearchLine = { line: 'stopped', why: 'end', before: null };

const text = (lines: RoomSearchLine[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** An answer in parts that do not care where a line, or a character, ends. */
function inParts(bytes: Uint8Array, breaks = false): Response {
  let at = 0;
  return new Response(
    new ReadableStream({
      pull(stream) {
        if (at < bytes.length) {
          stream.enqueue(bytes.slice(at, at + 11));
          at += 11;
        } else if (breaks) stream.error(new TypeError('network error'));
        else stream.close();
      },
    }),
  );
}

async function searched(...answers: Response[]): Promise<RoomSearchLine[]> {
  vi.stubGlobal('fetch', async () => answers.shift());
  const lines: RoomSearchLine[] = [];
  await searchRoom('r', { words: '茶' }, (line) => lines.push(line), new AbortController().signal);
  return lines;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('each line is told, wherever the network cuts', async () => {
  const all = [FOUND, REACHED, STOPPED];
  expect(await searched(inParts(new TextEncoder().encode(text(all))))).toEqual(all);
});

test('what breaks off, or has no end, is an error', async () => {
  const some = new TextEncoder().encode(text([FOUND, REACHED]));
  await expect(searched(inParts(some))).rejects.toBeInstanceOf(UnreachableError);
  await expect(searched(inParts(some, true))).rejects.toBeInstanceOf(UnreachableError);
});

function problem(status: number, code: string, retry: string, after_ms?: number): Response {
  return Response.json({ status, code, retry, after_ms, request_id: 'r' }, { status });
}

test('a search that still has its place is waited for, as long as the answer says, three times', async () => {
  vi.useFakeTimers();
  const busy = (after_ms?: number) => problem(429, 'rate_limited', 'after', after_ms);
  const answers = [busy(1_500), busy(), busy(2_000), new Response(text([STOPPED]))];
  const waited = searched(...answers);
  const told = vi.fn();
  void waited.then(told);
  await vi.advanceTimersByTimeAsync(4_499);
  expect(told).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toHaveBeenCalledExactlyOnceWith([STOPPED]);
  const refused = expect(searched(busy(), busy(), busy(), busy())).rejects.toBeInstanceOf(ProblemError);
  await vi.advanceTimersByTimeAsync(3_000);
  await refused;
});

test('what is refused is a problem', async () => {
  await expect(searched(problem(410, 'room_closed', 'never'))).rejects.toBeInstanceOf(ProblemError);
});
