import type { RedactedPart, RedactionGround, RedactionMark } from '../../protocol';

export const GROUNDS: readonly RedactionGround[] = ['third_party', 'danger', 'other'];

/** A piece of a post as whoever blackens it sees it. */
export type Piece = { from: number; text: string; black: boolean };

const passages = (marks: readonly RedactionMark[]) =>
  marks
    .flatMap(({ part, from, upto }) =>
      part === 'passage' && from !== null && upto !== null ? [{ from, upto }] : [],
    )
    .sort((a, b) => a.from - b.from);

/** The text in pieces, so that what is marked is seen. Characters are counted as the server counts them: by code points. */
export function piecesOf(text: string, marks: readonly RedactionMark[]): Piece[] {
  const letters = [...text];
  const pieces: Piece[] = [];
  const add = (from: number, upto: number, black: boolean) => {
    if (from < upto) pieces.push({ from, text: letters.slice(from, upto).join(''), black });
  };
  if (marks.some(({ part }) => part === 'whole')) {
    add(0, letters.length, true);
    return pieces;
  }
  let told = 0;
  for (const { from, upto } of passages(marks)) {
    add(told, from, false);
    add(from, upto, true);
    told = upto;
  }
  add(told, letters.length, false);
  return pieces;
}

/** A place in a field's text (in UTF-16, as browsers have it) as the server counts. */
export const placeOf = (text: string, utf16: number): number => [...text.slice(0, utf16)].length;

/** Whether a passage would overlap one that is marked already. */
export const overlaps = (marks: readonly RedactionMark[], from: number, upto: number): boolean =>
  passages(marks).some((one) => from < one.upto && one.from < upto);

export const markOf = (
  part: RedactedPart,
  ground: RedactionGround,
  words: string,
  place?: { from: number; upto: number },
): RedactionMark => ({
  part,
  from: place?.from ?? null,
  upto: place?.upto ?? null,
  ground,
  words: words.trim(),
});

/** What a mark hides, to be told apart in a list. */
export const hiddenBy = (text: string, { from, upto }: RedactionMark): string =>
  from === null || upto === null ? '' : [...text].slice(from, upto).join('');
