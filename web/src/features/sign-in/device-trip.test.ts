import { expect, test } from 'vitest';
import i18next from '../../i18n';
import { refusedWords } from './device-trip';

const t = i18next.t;

test('whoever enrols and has not put the certificate into the device yet is told to do that, and not to begin again', () => {
  expect(refusedWords(t, 'enrolment', 'refused')).toContain('もう一度「この端末を登録する」');
  expect(refusedWords(t, 'enrolment', 'refused')).not.toContain('施設の管理者');
  expect(refusedWords(t, 'sign_in', 'refused')).toContain('この端末は登録されていません');
});

test('that the certificate has expired, or that its kind is not allowed, is the same on both ways', () => {
  for (const refused of ['expired', 'not-allowed'] as const) {
    expect(refusedWords(t, 'enrolment', refused)).toBe(refusedWords(t, 'sign_in', refused));
  }
});
