import { useEffect, useRef } from 'react';
import { isIdle } from '../api/presence';

/** Whoever has not touched anything for so long is taken for gone: what nobody looks at is not asked for, nor written down as looked at. */
const GONE_SECONDS = 5 * 60;
const TICK_MS = 5_000;
/** Not at every turn from one window to another. */
const AT_LEAST_MS = 10_000;

/** Looks anew, about so often while the page is seen by somebody, and when it comes into sight again. */
export function useWhileSeen(look: () => void, everyMs: number, isWanted = true): void {
  const newest = useRef(look);
  useEffect(() => {
    newest.current = look;
  });
  useEffect(() => {
    if (!isWanted) return undefined;
    let last = Date.now();
    const turn = (leastMs: number) => {
      if (document.visibilityState !== 'visible' || isIdle(GONE_SECONDS)) return;
      if (Date.now() - last < leastMs) return;
      last = Date.now();
      newest.current();
    };
    const timer = setInterval(() => turn(everyMs), TICK_MS);
    const seen = () => turn(AT_LEAST_MS);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [everyMs, isWanted]);
}
