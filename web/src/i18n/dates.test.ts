import { expect, test } from 'vitest';
import {
  ageOn,
  dayKey,
  formatDate,
  formatDay,
  formatEra,
  formatFiscalYear,
  formatInstant,
  formatMoment,
  formatRecent,
  today,
} from './dates';

const NOW = new Date('2026-11-22T15:30:00Z');

test('days are those of Tokyo', () => {
  expect(dayKey('2026-11-21T15:00:00Z')).toBe('2026-11-22');
  expect(formatDay('2026-11-21T15:00:00Z', NOW)).toBe('11月22日(日)');
  expect(formatDay('2025-11-21T15:00:00Z', NOW)).toBe('2025年11月22日(土)');
  expect(formatMoment('2026-11-22T00:34:00Z', NOW)).toBe('11月22日(日) 9:34');
  expect(today(NOW)).toBe('2026-11-23');
});

test('a list says the time of today and the day of the rest', () => {
  expect(formatRecent('2026-11-22T15:05:00Z', NOW)).toBe('0:05');
  expect(formatRecent('2026-11-22T14:05:00Z', NOW)).toBe('11月22日');
});

test('dates of birth are shown with era and age', () => {
  expect(formatDate('1939-04-02')).toBe('1939年4月2日');
  expect(formatEra('1939-04-02')).toBe('昭和14年');
  expect(formatEra('2019-05-01')).toBe('令和元年');
  expect(ageOn('1939-11-23', NOW)).toBe(87);
  expect(ageOn('1939-11-24', NOW)).toBe(86);
});

test('what is shown later stands with its year and to the second, in Tokyo', () => {
  expect(formatInstant('2026-12-31T15:00:05.9Z')).toBe('2027年1月1日(金) 0時00分05秒');
  expect(formatFiscalYear(2026)).toBe('令和8年度');
});
