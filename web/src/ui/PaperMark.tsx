/** So many across a page: one that gets lost says whose it was. */
const A_PAGE = ['a', 'b', 'c', 'd'];

/**
 * A faint mark across every page of a sheet, on paper only (see styles.css). Its words are no text of the page, so that nobody reads out or
 * finds what is there already, once in plain sight.
 */
export function PaperMark({ words }: { words: string }) {
  return (
    <div className="paper-mark" aria-hidden="true">
      {A_PAGE.map((one) => (
        <p key={one} data-mark={words} />
      ))}
    </div>
  );
}
