import { act, cleanup, fireEvent, render, renderHook, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../../i18n';
import type { Disclosure, RedactionMark, UnsealedPage } from '../../protocol';
import { UnsealedEntries } from './UnsealedEntries';
import { useHours } from './use-hours';

const WHOLE: RedactionMark = { part: 'whole', from: null, upto: null, ground: 'danger', words: '' };

let marks: RedactionMark[];
let saved: { version: number; marks: RedactionMark[] }[];
let isThere: boolean;

function page(): UnsealedPage {
  const author = { account: 'a', name: '佐藤', facility: 'みほん薬局', profession: '薬剤師' };
  const entry = { id: 'e', seq: 1, at: '2026-11-28T00:00:00Z', author, kind: 'post', body: '避難先のこと' };
  return { entries: [{ entry, marks, is_left_out: false }], last_seq: 1 } as unknown as UnsealedPage;
}

beforeEach(() => {
  marks = [];
  saved = [];
  isThere = true;
  vi.stubGlobal('fetch', async (_: string, { method, body }: RequestInit) => {
    if (!isThere) throw new TypeError('no way there');
    if (method !== 'PUT') return Response.json(page());
    saved.push(JSON.parse(String(body)));
    return Response.json({ version: (saved.at(-1)?.version ?? 0) + 1 });
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function Screen({ version }: { version: number }) {
  const [readOf, setReadOf] = useState<number>();
  return (
    <UnsealedEntries
      id="r"
      mayRedact
      version={version}
      readOf={readOf}
      onRead={setReadOf}
      onSaved={(_, to) => setReadOf(to)}
      onFailed={() => undefined}
    />
  );
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('what another window marked is read before anything is saved over it', async () => {
  const shown = render(<Screen version={1} />);
  press('記録を読む');
  await screen.findByText('避難先のこと');
  marks = [WHOLE];
  shown.rerender(<Screen version={2} />);
  await waitFor(() => expect(document.querySelector('mark')).toBeTruthy());
  press('黒塗りを直す');
  press('書いた人を黒塗り');
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]?.version).toBe(2);
  expect(saved[0]?.marks.map(({ part }) => part)).toEqual(['whole', 'author']);
});

test('what could not be read again is not saved as if it were new', async () => {
  const shown = render(<Screen version={1} />);
  press('記録を読む');
  await screen.findByText('避難先のこと');
  press('黒塗りにする');
  isThere = false;
  shown.rerender(<Screen version={2} />);
  await screen.findByRole('button', { name: '記録を読み直す' });
  press('全体を黒塗り');
  isThere = true;
  await act(async () => undefined);
  expect(saved).toEqual([]);
  press('記録を読み直す');
  await waitFor(() => expect(screen.queryByRole('button', { name: '記録を読み直す' })).toBeNull());
  press('全体を黒塗り');
  await waitFor(() => expect(saved.map(({ version }) => version)).toEqual([2]));
});

test('when the hours are over nothing stays, whether the server is reached or not', async () => {
  vi.useFakeTimers();
  const until = new Date(Date.now() + 8 * 3_600_000).toISOString();
  const found = { head: { unsealed_until: until } } as Disclosure;
  const load = vi.fn(async () => undefined);
  const over = vi.fn();
  const { result } = renderHook(() => useHours(found, load, over));
  await act(() => vi.advanceTimersByTimeAsync(8 * 3_600_000 - 1_000));
  expect([result.current, over.mock.calls.length]).toEqual([false, 0]);
  await act(() => vi.advanceTimersByTimeAsync(2_000));
  expect([result.current, over.mock.calls.length, load.mock.calls.length]).toEqual([true, 1, 1]);
});
