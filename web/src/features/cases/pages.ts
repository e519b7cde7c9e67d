import type { CaseLine } from '../../protocol';
import { isOpen } from './filter';

/** Where the next page of those that were decided begins. */
export const lastDecided = (cases: readonly CaseLine[] | undefined): CaseLine | undefined =>
  cases?.findLast((line) => !isOpen(line));

/** What was read anew in place of what was there; what was decided long ago and stands on a later page stays. */
export function withFresh(before: readonly CaseLine[] | undefined, fresh: readonly CaseLine[]): CaseLine[] {
  const known = new Set(fresh.map((line) => line.case));
  const decided = (before ?? []).filter((line) => !isOpen(line) && !known.has(line.case));
  return [...fresh, ...decided];
}
