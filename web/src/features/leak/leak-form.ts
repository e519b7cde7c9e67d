import type { TFunction } from 'i18next';
import ja from '../../i18n/ja.json';
import type { LeakStage, LeakSubjectKind } from '../../protocol';

export const SUBJECTS: readonly LeakSubjectKind[] = ['room', 'account', 'device'];
/** What is told to the supervisory authority, in this order. */
export const STAGES = ['preliminary', 'full'] as const satisfies readonly LeakStage[];
/** As many as the server takes. */
export const TITLE = 50;
export const WORDS = 2000;

/** How the draft of what is told is called. */
export const draftOf = (id: string, stage: LeakStage) => `leak ${id} ${stage}`;

export type LeakForm = {
  title: string;
  kind: LeakSubjectKind;
  subject: string;
  /** In Tokyo, as the browser's field has it: 2026-11-27T09:00 */
  from: string;
  upto: string;
  knownOn: string;
  mayBeWrongful: boolean;
  words: string;
};

export type LeakFault = 'title' | 'subject' | 'from' | 'upto' | 'known_on' | 'words';

/** A moment of the field's, which is meant in Tokyo wherever the browser stands. */
export const momentOf = (field: string): string => `${field}:00+09:00`;

/** Now as the field has it. */
export function fieldOf(now: Date): string {
  return new Date(now.getTime() + 9 * 3_600_000).toISOString().slice(0, 16);
}

/** What is wrong with it, each by its field; the server says the same. */
export function faultsOf(form: LeakForm, now: Date): Set<LeakFault> {
  const faults = new Set<LeakFault>();
  const fits = (text: string, longest: number) => text.trim() !== '' && [...text].length <= longest;
  if (!fits(form.title, TITLE)) faults.add('title');
  if (!fits(form.words, WORDS)) faults.add('words');
  if (form.subject === '') faults.add('subject');
  const present = fieldOf(now);
  if (form.upto === '' || form.upto > present) faults.add('upto');
  if (form.from === '' || form.from >= form.upto) faults.add('from');
  if (form.knownOn === '' || form.knownOn > present.slice(0, 10)) faults.add('known_on');
  return faults;
}

type Events = typeof ja.leak.event;

/** What was done, in a word; of what has none, the log's own. */
export function eventWords(t: TFunction, event: string): string {
  return Object.hasOwn(ja.leak.event, event) ? t(`leak.event.${event as keyof Events}`) : event;
}
