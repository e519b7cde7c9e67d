import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import { SessionContext } from '../../app/session-context';
import type { EntryErasureAnswer, RoomDetail, SessionView } from '../../protocol';
import { RoomInfo } from './RoomInfo';

afterEach(cleanup);

const asked = (change: Partial<EntryErasureAnswer>): EntryErasureAnswer => ({
  entry: 'e',
  seq: 4,
  written_at: '2026-11-27T00:00:00Z',
  author: '佐藤 あおい',
  ground: 'other',
  receipt: 'BCDF-GHJK-MNPQ',
  asked_at: '2026-11-27T01:00:00Z',
  due: '2026-12-02',
  standing: 'waiting',
  decided_at: null,
  reason: null,
  ...change,
});

const shown = (erasure_requests: EntryErasureAnswer[]) => {
  const detail: RoomDetail = {
    room: 'r',
    label: '見本 ハナ',
    kana: 'みほん はな',
    birth_date: '1939-04-02',
    state: 'active',
    members: [],
    consent: null,
    end: null,
    permits: [],
    particulars: null,
    erasure_requests,
  };
  const access = {
    session: { role: 'staff' } as SessionView,
    signedOut: () => undefined,
    leaving: () => undefined,
  };
  render(
    <SessionContext value={access}>
      <RoomInfo detail={detail} />
    </SessionContext>,
  );
};

test('whoever asked for an erasure reads how the city decided, and the reason that is meant for them', () => {
  shown([
    asked({ receipt: 'A' }),
    asked({
      receipt: 'B',
      standing: 'refused',
      decided_at: '2026-11-28T00:00:00Z',
      reason: '記録として残します。',
    }),
    asked({ receipt: 'C', standing: 'refused', decided_at: '2026-11-28T00:00:00Z' }),
    asked({ receipt: 'D', standing: 'erased', decided_at: '2026-11-28T00:00:00Z' }),
  ]);
  const of = (receipt: string) => {
    const line = screen.getByText(receipt).closest('li');
    if (!line) throw new Error('a line of the list');
    return within(line);
  };
  of('A').getByText('市が確認しています（期限 2026年12月2日）');
  of('B').getByText('理由：記録として残します。');
  of('C').getByText('理由は、市の担当者にお尋ねください。');
  of('D').getByText(/^消去されました/);
  expect(of('D').queryByText(/理由/)).toBeNull();
});

test('who asked for nothing reads nothing of it', () => {
  shown([]);
  expect(screen.queryByText('あなたが求めた消去')).toBeNull();
});
