import type { CaseLine, Cases } from '../../protocol';
import { isOpen } from './filter';

/** What is known of the cases: those that are open, and the newest of those that were decided, page by page. */
export type Pages = {
  cases: CaseLine[];
  /** Whether more were decided than the newest page holds. */
  hasMore: boolean;
  /** The same behind the last page that was asked for; none: it is the newest. */
  hasOlder: boolean | undefined;
};

/** Where the next page of those that were decided begins. */
export const lastDecided = (cases: readonly CaseLine[] | undefined): CaseLine | undefined =>
  cases?.findLast((line) => !isOpen(line));

/**
 * What was read anew in place of what was there; what was decided long ago and stands on a later page stays. Where something that was open
 * has gone to a later page, as a disclosure request that is answered, nobody knows which: the later ones are asked for again.
 */
export function withFresh(before: Pages | undefined, fresh: Cases): Pages {
  const known = new Set(fresh.cases.map((line) => line.case));
  const left = (before?.cases ?? []).filter((line) => !known.has(line.case));
  const isWhole = !left.some(isOpen);
  return {
    cases: isWhole ? [...fresh.cases, ...left] : fresh.cases,
    hasMore: fresh.has_more,
    hasOlder: isWhole ? before?.hasOlder : undefined,
  };
}

/** With the page that was asked for after a case, if that is still where it belongs. What has come to it meanwhile stands there only. */
export function withOlder(before: Pages, after: CaseLine, older: Cases): Pages {
  if (lastDecided(before.cases)?.case !== after.case) return before;
  const now = new Set(older.cases.map((line) => line.case));
  return {
    ...before,
    cases: [...before.cases.filter((line) => !now.has(line.case)), ...older.cases],
    hasOlder: older.has_more,
  };
}
