import type { TFunction } from 'i18next';
import { dayKey, formatDate, formatInstant } from '../../i18n/dates';
import type { RoomEntry } from '../../live/entry';
import type { ConsentView, ExportForm, ExportPurpose, RoomExport } from '../../protocol';

export const FORMS: readonly ExportForm[] = ['print', 'file'];
export const PURPOSES: readonly ExportPurpose[] = [
  'own_record',
  'meeting',
  'successor',
  'told_to_person',
  'other',
];

export type Asked = { purpose: ExportPurpose | undefined; words: string; from: string; upto: string };

const WORDS = 200;

/** What is wrong with what is asked for; the server says the same. */
export function faultOf(
  { purpose, words, from, upto }: Asked,
  today: string,
): 'purpose' | 'words' | 'from' | 'upto' | undefined {
  if (upto === '' || upto > today) return 'upto';
  if (from === '' || from > upto) return 'from';
  if (!purpose) return 'purpose';
  const says = [...words].length;
  if (says > WORDS || (purpose === 'other' && words.trim() === '')) return 'words';
  return undefined;
}

/** The day so many days before. */
export function daysBefore(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

/** Who took it out, when, under which number: what stands across every page. */
export const markOf = (t: TFunction, { number, exported_at, exported_by }: RoomExport): [string, string] => [
  t('export.markWho', { name: exported_by.name, facility: exported_by.facility }),
  t('export.markWhen', { at: formatInstant(exported_at), number }),
];

/** Who has signed when, and with whom what may be shared: as the file says it. */
export function consentWords(t: TFunction, consent: ConsentView | null): string {
  if (!consent) return t('export.consentNone');
  const proxy = consent.relation ? t('info.proxyRelation', { relation: consent.relation }) : t('info.proxy');
  const signed = t('export.consent', {
    by: consent.signed_by === 'person' ? t('info.byPerson') : proxy,
    signed: formatDate(consent.signed_on),
    received: formatDate(consent.received_on),
    version: consent.form_version,
  });
  const { scope } = consent;
  if (!scope) return t('export.consentWhole', { signed });
  return t('export.consentScope', {
    signed,
    categories: scope.categories.map((one) => t(`category.${one}`)).join('、'),
    information: scope.information.map((one) => t(`scope.kind.${one}`)).join('、'),
  });
}

export type Day = { key: string; at: string; entries: RoomEntry[] };

/** The entries of each day in Tokyo together, in their order. */
export function byDay(entries: readonly RoomEntry[]): Day[] {
  const days: Day[] = [];
  for (const entry of entries) {
    const key = dayKey(entry.at);
    const last = days.at(-1);
    if (last?.key === key) last.entries.push(entry);
    else days.push({ key, at: entry.at, entries: [entry] });
  }
  return days;
}

/** Names nobody: a list of files is seen by whoever stands beside. */
export const fileName = ({ number }: RoomExport): string => `連絡帳の記録-第${number}号.json`;
