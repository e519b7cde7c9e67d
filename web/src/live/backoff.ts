const FIRST_SPREAD_MS = 3_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next try. The first one is spread over three seconds, so that a restarted server is not
 * met by everyone at once; then full jitter up to half a minute.
 */
export function reconnectDelay(attempt: number, random: number): number {
  const ceiling = attempt === 0 ? FIRST_SPREAD_MS : Math.min(LONGEST_MS, FIRST_SPREAD_MS * 2 ** attempt);
  return Math.floor(random * ceiling);
}

/** After "too many connections" or "maintenance": later, and not before a few seconds. */
export function laterDelay(random: number): number {
  return FIRST_SPREAD_MS + Math.floor(random * LONGEST_MS);
}
