import { useEffect, useState } from 'react';
import type { PermitView } from '../../protocol';

const DAY_MS = 86_400_000;

/** The permits whose time is not over, and in how many milliseconds the next one's is. */
export function standingAt<P extends Pick<PermitView, 'until'>>(permits: readonly P[], now: number) {
  const standing = permits.filter((permit) => Date.parse(permit.until) > now);
  const ends = standing.map((permit) => Date.parse(permit.until) - now);
  return { standing, next: ends.length > 0 ? Math.min(...ends) : undefined };
}

/** The same at this moment, drawn anew when one ends: by its time a permit ends without a word of the server. */
export function useStanding(permits: readonly PermitView[]): readonly PermitView[] {
  const [now, setNow] = useState(() => Date.now());
  const { next } = standingAt(permits, now);

  useEffect(() => {
    if (next === undefined) return;
    // A timer goes no further than some weeks, and may come a moment too early: then the next one is set.
    const timer = setTimeout(
      () => setNow(Date.now()),
      Math.min(Math.max(now + next - Date.now(), 1), DAY_MS),
    );
    return () => clearTimeout(timer);
  }, [now, next]);

  return standingAt(permits, now).standing;
}
