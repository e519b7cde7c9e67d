import { expect, test } from 'vitest';
import i18next from '../../i18n';
import type { AccessReportLine } from '../../protocol';
import { byDay, dayBefore, faultOfDays, lacksNote, whenOf, whoOf } from './report';

const t = i18next.t;
const LINE: AccessReportLine = {
  day: '2026-02-03',
  deed: 'saw',
  name: '佐藤 花',
  profession: '訪問看護師',
  facility: '見本訪問看護',
  is_operator: false,
  first: '2026-02-03T00:04:00Z',
  last: '2026-02-03T08:30:00Z',
  times: 3,
};

test('the same on one day is one line with how often', () => {
  expect(whenOf(t, LINE)).toBe('9:04〜17:30（3回）');
  expect(whenOf(t, { ...LINE, last: LINE.first, times: 1 })).toBe('9:04');
  expect(whenOf(t, { ...LINE, last: LINE.first, times: 2 })).toBe('9:04（2回）');
});

test('who it was: with profession and facility, the operator, or nobody', () => {
  expect(whoOf(t, LINE)).toBe('佐藤 花（訪問看護師・見本訪問看護）');
  expect(whoOf(t, { ...LINE, is_operator: true })).toBe('佐藤 花（システムを運用する事業者）');
  expect(whoOf(t, { ...LINE, profession: null, facility: null })).toBe('佐藤 花');
  expect(whoOf(t, { ...LINE, name: null })).toBe('システム（自動）');
});

test('days in their order', () => {
  const days = byDay([LINE, { ...LINE, deed: 'wrote' }, { ...LINE, day: '2026-02-05' }]);
  expect(days.map(({ day, lines }) => [day, lines.length])).toEqual([
    ['2026-02-03', 2],
    ['2026-02-05', 1],
  ]);
  expect(byDay([])).toEqual([]);
});

test('only days that are over, in their order, and a year at most', () => {
  const today = '2026-11-27';
  expect(dayBefore('2026-03-01')).toBe('2026-02-28');
  expect(faultOfDays('2026-11-01', '2026-11-26', today)).toBeUndefined();
  expect(faultOfDays('2026-11-01', today, today)).toBe('upto');
  expect(faultOfDays('2026-11-27', '2026-11-26', today)).toBe('from');
  expect(faultOfDays('', '2026-11-26', today)).toBe('from');
  expect(faultOfDays('2025-11-25', '2026-11-26', today)).toBeUndefined();
  expect(faultOfDays('2025-11-24', '2026-11-26', today)).toBe('long');
});

test('a ground that says too little needs a note', () => {
  const one = { facility: 'f', note: ' ' };
  expect(lacksNote({ ...one, ground: 'abuse' })).toBe(false);
  expect(lacksNote({ ...one, ground: 'other_danger' })).toBe(true);
});
