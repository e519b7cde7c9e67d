import { useEffect, useState } from 'react';
import type { Disclosure } from '../../protocol';

/** The longest that a timer of a browser waits. */
const LONGEST_MS = 2 ** 31 - 1;
/** How much later than the hours the server is asked, whose clock counts. */
const SLACK_MS = 500;
/** How soon it is asked again where this device's clock is ahead. */
const AGAIN_MS = 60_000;

/**
 * Whether the hours of what was read are over: then nothing of the room stays on the screen, also when the server cannot be reached. It is
 * read anew at that moment, and whenever somebody comes back to the page. `load` and `over` do not change.
 */
export function useHours(
  found: Disclosure | undefined,
  load: () => Promise<void>,
  over: () => void,
): boolean {
  const [ended, setEnded] = useState<Disclosure>();

  useEffect(() => {
    const until = found?.head.unsealed_until;
    if (!found || !until) return;
    const left = Date.parse(until) - Date.now();
    const look = () => {
      if (left > 0 && Date.parse(until) <= Date.now()) {
        setEnded(found);
        over();
      }
      void load();
    };
    const comesBack = () => {
      if (document.visibilityState === 'visible') look();
    };
    const timer = setTimeout(look, left > 0 ? Math.min(left + SLACK_MS, LONGEST_MS) : AGAIN_MS);
    document.addEventListener('visibilitychange', comesBack);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', comesBack);
    };
  }, [found, load, over]);

  return found !== undefined && ended === found;
}
