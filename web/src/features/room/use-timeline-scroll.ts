import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RoomView } from '../../live/room-log';

/** Closer to the end than this counts as being there. */
const AT_END_PX = 48;
/** The unread line stands this far down the window when a room opens. */
const UNREAD_LINE_AT = 0.2;
const LOAD_OLDER_WITHIN_PX = 600;

type Anchor = { element: Element; top: number };
type Place = { atEnd: boolean; farUp: boolean };

type TimelineScroll = {
  view: RoomView;
  /** How many posts of one's own are on their way: one more brings the reader to the end. */
  outgoing: number;
  loadOlder(): void;
  /** Absent while older pages are on their way to a post: they would not join a log that was shortened. */
  shorten: (() => void) | undefined;
};

/**
 * Keeps what is being read where it is. The reader's place is an element and its distance from the window's top, not a
 * number of pixels from the beginning: pages may be added above and posts below without a jump. Only a reader who is
 * at the end is taken along.
 */
export function useTimelineScroll({ view, outgoing, loadOlder, shorten }: TimelineScroll) {
  const box = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor>(undefined);
  const atEnd = useRef(false);
  const placed = useRef(false);
  const outgoingBefore = useRef(outgoing);
  const [place, setPlace] = useState<Place>({ atEnd: true, farUp: false });
  /** The last entry that had come when the reader was at the end. */
  const [seenUpto, setSeenUpto] = useState(0);
  const lastSeq = view.entries.at(-1)?.seq ?? 0;

  const remember = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = below <= AT_END_PX;
    anchor.current = findAnchor(element);
    const now: Place = { atEnd: atEnd.current, farUp: below > element.clientHeight };
    setPlace((before) => (before.atEnd === now.atEnd && before.farUp === now.farUp ? before : now));
  }, []);

  const restore = useCallback(() => {
    const element = box.current;
    if (!element || !placed.current) return;
    if (atEnd.current) {
      element.scrollTop = element.scrollHeight;
    } else if (anchor.current?.element.isConnected) {
      element.scrollTop += topWithin(element, anchor.current.element) - anchor.current.top;
    }
    remember();
  }, [remember]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when what is shown has changed
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (!placed.current) {
      if (!view.ready) {
        // What is here already is shown from its end, until the server has said what is new.
        element.scrollTop = element.scrollHeight;
        return;
      }
      placed.current = true;
      const line = element.querySelector('[data-unread-line]');
      element.scrollTop = line
        ? element.scrollTop + topWithin(element, line) - element.clientHeight * UNREAD_LINE_AT
        : element.scrollHeight;
      setSeenUpto(lastSeq);
      remember();
      return;
    }
    if (outgoing > outgoingBefore.current) atEnd.current = true;
    outgoingBefore.current = outgoing;
    restore();
  }, [view, outgoing]);

  useEffect(() => {
    if (!place.atEnd || !placed.current) return;
    setSeenUpto(lastSeq);
    shorten?.();
  }, [place.atEnd, lastSeq, shorten]);

  // A keyboard that opens, a window that turns, text that grows: the place stays.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(restore);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, [restore]);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (!element || !placed.current) return;
    remember();
    if (element.scrollTop < LOAD_OLDER_WITHIN_PX) loadOlder();
  }, [remember, loadOlder]);

  const toEnd = useCallback(() => {
    const element = box.current;
    if (!element) return;
    atEnd.current = true;
    restore();
  }, [restore]);

  return { box, onScroll, toEnd, remember, place, seenUpto };
}

function topWithin(box: Element, element: Element): number {
  return element.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

/** The first entry that reaches into the window. */
function findAnchor(box: Element): Anchor | undefined {
  for (const element of box.querySelectorAll('[data-seq]')) {
    const top = topWithin(box, element);
    if (top + element.clientHeight > 0) return { element, top };
  }
  return undefined;
}
