import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Room for list, timeline and details side by side. In rem, so that 200 % text gets the narrow layout. */
export const useThreePanes = () => useMedia('(min-width: 64rem)');

/** A device that is worked with fingers: Enter makes a new line there. */
export const useTouch = () => useMedia('(hover: none) and (pointer: coarse)');
