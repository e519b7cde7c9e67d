import type { RoomLine } from '../../protocol';

/** Whether nobody reads it any more. */
export const isClosed = ({ state }: Pick<RoomLine, 'state'>): boolean =>
  state === 'discontinued' || state === 'lapsed' || state === 'erased';

/** How many days are left, the one that has begun included; none once the time is over. */
export function daysLeft(until: string, now: Date = new Date()): number {
  return Math.max(0, Math.ceil((Date.parse(until) - now.getTime()) / 86_400_000));
}

/** Those with something unread first, then by the last entry. Closed rooms come last. */
export function byAttention(lines: readonly RoomLine[]): RoomLine[] {
  const rank = (line: RoomLine) => (isClosed(line) ? 2 : line.unread > 0 ? 0 : 1);
  return [...lines].sort(
    (a, b) =>
      rank(a) - rank(b) || (b.last_at ?? '').localeCompare(a.last_at ?? '') || a.kana.localeCompare(b.kana),
  );
}

/** Whether a name or its reading holds what was typed, however its kana and widths were written. */
export function matches(line: { label: string; kana: string }, query: string): boolean {
  const wanted = fold(query);
  return wanted === '' || fold(line.label).includes(wanted) || fold(line.kana).includes(wanted);
}

const KATAKANA = /[ァ-ヶ]/g;
const KANA_DISTANCE = 0x60;

/** A text without what people do not type alike: widths, blanks, case, which kana. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .toLowerCase()
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - KANA_DISTANCE));
}
