import { expect, test } from 'vitest';
import { bodyOf, faultsOf, formOf, type UseForm } from './use-form';

const NOW = new Date('2026-11-27T00:00:00Z');
const form = (change: Partial<UseForm> = {}): UseForm => ({
  ground: 'abuse_or_dv',
  circumstances: 'あざがある',
  whyNoConsent: '家族の前では話せない',
  kin: undefined,
  purpose: '一時保護の調整',
  people: ['0190-ito'],
  until: '2026-11-29T17:15',
  ...change,
});
const faults = (change: Partial<UseForm>) => [...faultsOf(form(change), NOW)];

test('each ground asks for what the article asks, and nothing else is sent', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ ground: undefined })).toEqual(['ground']);
  expect(faults({ whyNoConsent: ' ' })).toEqual(['why_no_consent']);
  expect(faults({ ground: 'disaster', whyNoConsent: '' })).toEqual([]);
  expect(faults({ ground: 'impaired_capacity_no_kin' })).toEqual(['kin']);
  expect(bodyOf(form({ kin: 'nobody' }), 'disaster')).toEqual({
    ground: 'disaster',
    words: { circumstances: 'あざがある', why_no_consent: null, kin: null, purpose: '一時保護の調整' },
    people: ['0190-ito'],
    until: '2026-11-29T17:15:00+09:00',
  });
  expect(bodyOf(form({ kin: 'nobody' }), 'impaired_capacity_no_kin').words.kin).toBe('nobody');
});

test('it names people and an end that is still to come', () => {
  expect(faults({ people: [] })).toEqual(['people']);
  expect(faults({ until: '' })).toEqual(['until']);
  // It is nine o'clock in Tokyo.
  expect(faults({ until: '2026-11-27T09:00' })).toEqual(['until']);
  expect(faults({ until: '2026-11-27T09:01' })).toEqual([]);
});

test('what a facility applied for begins as it is in the form of whoever recommends it', () => {
  const sent = bodyOf(form({}), 'abuse_or_dv');
  const person = { account: '0190-ito', name: '伊藤', facility: '訪問看護', profession: '看護師' };
  const begun = formOf({
    room: '0190-room',
    state: 'awaiting_consent',
    kana: 'ひながた きよ',
    ground: sent.ground,
    words: sent.words,
    people: [person],
    until: new Date(sent.until).toISOString(),
    applied_by: '佐藤',
    applied_from: '訪問看護',
    open_case: null,
    recommended_case: null,
    is_withdrawn: false,
    is_own: false,
  });
  expect(bodyOf(begun, 'abuse_or_dv')).toEqual(sent);
});
