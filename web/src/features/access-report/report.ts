import type { TFunction } from 'i18next';
import { formatTime } from '../../i18n/dates';
import type { AccessReportLine, WithheldFacility } from '../../protocol';

export type Day = { day: string; lines: AccessReportLine[] };

/** The lines of each day together, in their order. */
export function byDay(lines: readonly AccessReportLine[]): Day[] {
  const days: Day[] = [];
  for (const line of lines) {
    const last = days.at(-1);
    if (last?.day === line.day) last.lines.push(line);
    else days.push({ day: line.day, lines: [line] });
  }
  return days;
}

/** 9:04, or 9:00〜17:30（3回） where the same was done more than once. */
export function whenOf(t: TFunction, { first, last, times }: AccessReportLine): string {
  const [from, upto] = [formatTime(first), formatTime(last)];
  if (times === 1) return from;
  return from === upto ? t('report.often', { from, times }) : t('report.between', { from, upto, times });
}

/** 佐藤 花（訪問看護師・見本訪問看護） */
export function whoOf(t: TFunction, { name, profession, facility, is_operator }: AccessReportLine): string {
  if (!name) return t('report.system');
  const where = is_operator ? t('report.operator') : [profession, facility].filter(Boolean).join('・');
  return where ? t('report.who', { name, where }) : name;
}

/** `YYYY-MM-DD` of the day before. */
export function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** What is wrong with the days that are asked for; the server says the same. */
export function faultOfDays(from: string, upto: string, today: string): 'from' | 'upto' | 'long' | undefined {
  if (upto === '' || upto >= today) return 'upto';
  if (from === '' || from > upto) return 'from';
  const days = (Date.parse(upto) - Date.parse(from)) / 86_400_000;
  return days > 366 ? 'long' : undefined;
}

/** Whether a facility that is withheld lacks the note that its ground needs. */
export const lacksNote = ({ ground, note }: WithheldFacility) =>
  ground === 'other_danger' && note.trim() === '';
