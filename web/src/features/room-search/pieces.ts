import type { SearchMark } from '../../protocol';

/** A piece of a post, and whether it is what was searched for. */
export type Piece = { from: number; text: string; marked: boolean };

/** A longer text is shown from a little before the first mark. */
const SHOWN = 160;
const BEFORE = 40;

/** What is shown of a post that was found. Characters are counted as the server counts them: by code points. */
export function piecesOf(body: string, marks: readonly SearchMark[]): Piece[] {
  const letters = [...body.trimEnd()];
  const first = marks[0]?.from ?? 0;
  const begin = letters.length <= SHOWN ? 0 : Math.max(0, Math.min(first - BEFORE, letters.length - SHOWN));
  const end = Math.min(letters.length, begin + SHOWN);
  const pieces: Piece[] = [];
  const add = (from: number, upto: number, marked: boolean) => {
    const [begins, ends] = [Math.max(from, begin), Math.min(upto, end)];
    if (begins < ends) pieces.push({ from: begins, text: letters.slice(begins, ends).join(''), marked });
  };
  let told = begin;
  for (const { from, upto } of marks) {
    add(told, from, false);
    add(from, upto, true);
    told = Math.max(told, upto);
  }
  add(told, end, false);
  if (begin > 0) pieces.unshift({ from: -1, text: '…', marked: false });
  if (end < letters.length) pieces.push({ from: end, text: '…', marked: false });
  return pieces;
}
