import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../../i18n';
import type { Particulars, ParticularsView, Problem } from '../../protocol';
import { takeOutcome } from '../city/outcome';
import ParticularsScreen from './ParticularsScreen';

let stored: ParticularsView;

beforeEach(() => {
  stored = {
    label: '見本 花',
    kana: 'みほん はな',
    version: 1,
    particulars: { address: '花町1', phone: '0280-00-0000', contacts: [] },
    review_case: null,
    basis: 'resident',
    statements: [],
  };
  window.history.replaceState(null, '', '/city/rooms/r/particulars');
  vi.stubGlobal('fetch', async (_: string, { method, body }: RequestInit) => {
    if (method === 'GET') return Response.json(stored);
    const { version, particulars } = JSON.parse(String(body)) as {
      version: number;
      particulars: Particulars;
    };
    if (version !== stored.version) {
      const problem: Problem = { status: 409, code: 'stale', retry: 'resync', request_id: 'x' };
      return Response.json(problem, { status: 409, headers: { 'content-type': 'application/problem+json' } });
    }
    stored = { ...stored, version: version + 1, particulars, review_case: 'c' };
    throw new TypeError('the answer got lost');
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('what was saved although the answer got lost is saved, and nobody else did it', async () => {
  render(<ParticularsScreen room="r" />);
  const address = await screen.findByRole('textbox', { name: /住所/ });
  fireEvent.change(address, { target: { value: '本町3 ' } });
  fireEvent.change(screen.getByRole('textbox', { name: /電話番号/ }), {
    target: { value: '０２８０ー１１ー１１１１' },
  });
  fireEvent.click(screen.getByRole('button', { name: '保存する' }));
  await screen.findByText(/サーバーに接続できません/);
  fireEvent.click(await screen.findByRole('button', { name: '保存する' }));
  await waitFor(() => expect(window.location.pathname).toBe('/city'));
  expect(screen.queryByText(/ほかの人が先に保存しました/)).toBeNull();
  const outcome = takeOutcome();
  expect(outcome?.[0]).toBe('見本 花さんの連絡先を保存しました。');
  expect(outcome).toHaveLength(2);
  expect(stored.version).toBe(2);
});

test('what somebody else saved is told', async () => {
  render(<ParticularsScreen room="r" />);
  const address = await screen.findByRole('textbox', { name: /住所/ });
  stored = { ...stored, version: 2, particulars: { ...stored.particulars, phone: '0280-22-2222' } };
  fireEvent.change(address, { target: { value: '本町3' } });
  fireEvent.click(screen.getByRole('button', { name: '保存する' }));
  await screen.findByText(/ほかの人が先に保存しました/);
  expect(stored.particulars.address).toBe('花町1');
});
