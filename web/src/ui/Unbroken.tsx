/**
 * What browsers that know Japanese phrases tear in two at the end of a line: 2026年11月16日(月), 11月16日, 昭和14年, and a reading in
 * its brackets, as long as it fits into a narrow line.
 */
const WHOLE =
  /((?:\d{4}年)?\d{1,2}月\d{1,2}日(?:\(.\))?|(?:明治|大正|昭和|平成|令和)(?:\d{1,2}|元)年|（[ぁ-んァ-ヶー 　・]{1,16}）)/;

/** Words in which no date and no reading is torn apart. Not by invisible letters: these would be copied along. */
export function Unbroken({ children }: { children: string }) {
  return children.split(WHOLE).map((piece, place) =>
    // Every second piece is what was looked for.
    place % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence, which has no others
      <span key={place} className="whitespace-nowrap">
        {piece}
      </span>
    ) : (
      piece
    ),
  );
}
