import { type RefObject, useEffect, useRef } from 'react';
import type { RoomEntry } from '../../live/entry';
import { isWellVisible, Reading } from '../../live/reading';

/** Fine enough for posts that are taller than the window. */
const THRESHOLDS = Array.from({ length: 21 }, (_, step) => step / 20);

/** Watches which entries stand in the window, and reports how far has been read. */
export function useReading(
  box: RefObject<HTMLElement | null>,
  entries: readonly RoomEntry[],
  read: (upto: number) => void,
): void {
  const observer = useRef<IntersectionObserver>(undefined);

  useEffect(() => {
    const reading = new Reading(isFocused(), read);
    observer.current = new IntersectionObserver(
      (changes) => {
        for (const { target, intersectionRect, boundingClientRect, rootBounds } of changes) {
          const seq = Number(target.getAttribute('data-seq'));
          const window = rootBounds?.height ?? 0;
          reading.shows(seq, isWellVisible(intersectionRect.height, boundingClientRect.height, window));
        }
      },
      { root: box.current, threshold: THRESHOLDS },
    );
    const refocus = () => reading.focus(isFocused());
    window.addEventListener('focus', refocus);
    window.addEventListener('blur', refocus);
    document.addEventListener('visibilitychange', refocus);
    return () => {
      reading.stop();
      observer.current?.disconnect();
      observer.current = undefined;
      window.removeEventListener('focus', refocus);
      window.removeEventListener('blur', refocus);
      document.removeEventListener('visibilitychange', refocus);
    };
  }, [box, read]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new entries bring new elements
  useEffect(() => {
    // Observing what is observed already changes nothing.
    for (const element of box.current?.querySelectorAll('[data-seq]') ?? []) {
      observer.current?.observe(element);
    }
  }, [box, entries, read]);
}

function isFocused(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
