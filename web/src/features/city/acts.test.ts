import { expect, test, vi } from 'vitest';
import i18next from '../../i18n';
import type { CityRoom, RoomState } from '../../protocol';
import { actsOf } from './acts';

const t = i18next.t;
const room = (state: RoomState, more: Partial<CityRoom> = {}) =>
  ({
    room: 'r',
    label: '見本 ハナ',
    state,
    has_certificate: false,
    erased: null,
    erasure_case: null,
    ...more,
  }) as CityRoom;
const decide = { onDiscontinue: vi.fn(), onEnd: vi.fn() };
const words = (of: CityRoom) => {
  const { acts, grave } = actsOf(t, of, decide);
  return [acts.map((act) => act.words), grave.map((act) => act.words)];
};

const READING = ['閲覧記録の報告書', '開示請求'];

test.each<[CityRoom, string[], string[]]>([
  [
    room('awaiting_consent'),
    ['同意書の受領を記録', '参加者', 'お名前などの訂正', '例外利用', ...READING],
    ['支援を中止する'],
  ],
  [
    room('active'),
    ['参加者', '同意の記録', '連絡先', 'お名前などの訂正', '例外利用', ...READING],
    ['支援を終了する', '支援を中止する'],
  ],
  [
    room('ended'),
    ['参加者', '同意の記録', 'お名前などの訂正', '例外利用', ...READING, '消去を提案する'],
    ['支援を中止する'],
  ],
  [room('discontinued', { has_certificate: true }), ['支援中止の証明書', ...READING, '消去を提案する'], []],
  [
    room('discontinued', { has_certificate: true, erasure_case: 'c' }),
    ['支援中止の証明書', ...READING, '消去の承認待ち'],
    [],
  ],
  [
    room('permit_only', { has_certificate: true }),
    ['参加者', '例外利用', '支援中止の証明書', ...READING],
    [],
  ],
  [room('lapsed'), [], []],
  [room('lapsed', { has_certificate: true }), ['支援中止の証明書'], []],
  [
    room('erased', { has_certificate: true, erased: { fiscal_year: 2026, number: 1 } as CityRoom['erased'] }),
    ['支援中止の証明書', '消去の証明書'],
    [],
  ],
])('what the city does with a room follows its state', (of, acts, grave) => {
  expect(words(of)).toEqual([acts, grave]);
});

test('each says of whom it is, and what ends the support asks about that room', () => {
  const of = room('active');
  const { acts, grave } = actsOf(t, of, decide);
  for (const { label } of [...acts, ...grave]) expect(label).toMatch(/^見本 ハナ：/);
  for (const { onPress } of grave) onPress();
  expect(decide.onEnd).toHaveBeenCalledWith(of);
  expect(decide.onDiscontinue).toHaveBeenCalledWith(of);
});
