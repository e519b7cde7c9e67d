import type { TFunction } from 'i18next';
import { formatDate, formatDay } from '../../i18n/dates';
import type { EndReason, SupportEndView } from '../../protocol';

export const REASONS: EndReason[] = ['death', 'moved_away', 'graduated', 'other'];

export type EndFault = 'reason' | 'day';

/** What is wrong with what was chosen; the server says the same. */
export function endFault(
  reason: EndReason | undefined,
  day: string,
  signedOn: string | undefined,
  today: string,
): EndFault | undefined {
  if (!reason) return 'reason';
  const began = signedOn === undefined || day >= signedOn;
  return day !== '' && began && day <= today ? undefined : 'day';
}

/** Why and when, in words. */
export function endWords(t: TFunction, end: SupportEndView): string {
  return t('supportEnd.words', {
    reason: t(`supportEnd.reasons.${end.reason}`),
    day: formatDate(end.ended_on),
  });
}

/** Until when members read it, or that nobody does any more. */
export function readingWords(t: TFunction, until: string, now: Date = new Date()): string {
  const day = formatDay(until, now);
  return t(new Date(until) > now ? 'supportEnd.readable' : 'supportEnd.readableNoMore', { day });
}
