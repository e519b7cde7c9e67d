import { expect, test } from 'vitest';
import i18next from '../../i18n';
import type { CityRoom } from '../../protocol';
import { birthDateWords, consentWords, roomName } from './list';

const t = i18next.t;
const room = (more: Partial<CityRoom>) =>
  ({ label: '見本 ハナ', state: 'active', has_certificate: false, ...more }) as CityRoom;

test('a consent without a scan says so', () => {
  const consent = {
    signed_by: 'person',
    form_version: '1',
    signed_on: '2026-01-05',
    received_on: '2026-01-06',
  } as const;
  expect(consentWords(t, room({ consent, lacks_scan: true }))).toContain('（写しなし）');
  expect(consentWords(t, room({ consent, lacks_scan: false }))).not.toContain('写しなし');
  expect(consentWords(t, room({ consent: null, consent_files: 0 }))).toBe('未受領');
});

test('a proposal that was dropped is told apart from one that nobody answered', () => {
  expect(roomName(t, room({ label: '', state: 'lapsed' }))).toBe('期限切れの提案');
  expect(roomName(t, room({ label: '', state: 'lapsed', has_certificate: true }))).toContain('中止した提案');
});

test('a date of birth is shown with its era', () => {
  expect(birthDateWords(t, room({ birth_date: '1940-03-04' }))).toContain('1940年3月4日（昭和15年）');
});
