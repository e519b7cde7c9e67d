import { useEffect, useRef } from 'react';

/** Where a screen says what came of a step: whenever it says something, it comes into view and has the focus. */
export function useSaid(problem: string | undefined, done?: string) {
  const said = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!done && !problem) return;
    said.current?.scrollIntoView({ block: 'center' });
    said.current?.focus({ preventScroll: true });
  }, [done, problem]);
  return said;
}
