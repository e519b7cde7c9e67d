import { expect, test } from 'vitest';
import i18n from '../../i18n';
import type { RoomEntry } from '../../live/entry';
import type { ConsentView } from '../../protocol';
import { type Asked, byDay, consentWords, daysBefore, faultOf } from './export';

const TODAY = '2026-11-27';
const ASKED: Asked = { purpose: 'meeting', words: '', from: '2026-11-01', upto: TODAY };

test('days are in order and not in the future', () => {
  expect(faultOf(ASKED, TODAY)).toBeUndefined();
  expect(faultOf({ ...ASKED, from: TODAY }, TODAY)).toBeUndefined();
  expect(faultOf({ ...ASKED, upto: '2026-11-28' }, TODAY)).toBe('upto');
  expect(faultOf({ ...ASKED, upto: '' }, TODAY)).toBe('upto');
  expect(faultOf({ ...ASKED, from: '' }, TODAY)).toBe('from');
  expect(faultOf({ ...ASKED, from: TODAY, upto: '2026-11-26' }, TODAY)).toBe('from');
  expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28');
});

test('nothing is taken out without a purpose, and another one wants words', () => {
  expect(faultOf({ ...ASKED, purpose: undefined }, TODAY)).toBe('purpose');
  expect(faultOf({ ...ASKED, purpose: 'other', words: ' ' }, TODAY)).toBe('words');
  expect(faultOf({ ...ASKED, purpose: 'other', words: '監査' }, TODAY)).toBeUndefined();
  expect(faultOf({ ...ASKED, words: '字'.repeat(200) }, TODAY)).toBeUndefined();
  expect(faultOf({ ...ASKED, words: '字'.repeat(201) }, TODAY)).toBe('words');
});

test('days are those of Tokyo', () => {
  const at = (seq: number, moment: string) => ({ seq, at: moment, kind: 'opened' }) as RoomEntry;
  const days = byDay([
    at(1, '2026-11-26T14:59:59Z'),
    at(2, '2026-11-26T15:00:00Z'),
    at(3, '2026-11-27T14:00:00Z'),
  ]);
  expect(days.map(({ entries }) => entries.map(({ seq }) => seq))).toEqual([[1], [2, 3]]);
});

test('the paper says what the file says of the consent: who signed, when, and how far it reaches', () => {
  const consent: ConsentView = {
    signed_by: 'proxy',
    relation: '長女',
    form_version: '2021-02',
    signed_on: '2026-11-01',
    received_on: '2026-11-04',
  };
  const whole = consentWords(i18n.t, consent);
  for (const words of ['長女', '2026年11月1日', '2026年11月4日', '2021-02', '用紙に書かれているすべて'])
    expect(whole).toContain(words);
  const scope = { categories: ['medical'], information: ['health'] } as unknown as ConsentView['scope'];
  const limited = consentWords(i18n.t, { ...consent, ...(scope && { scope }) });
  expect(limited).toContain('健康・医療');
  expect(limited).not.toContain('すべて');
  expect(consentWords(i18n.t, null)).toBe('なし');
});
