import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useShortcuts } from '../../app/shortcuts';

/** Where the focus goes among the cases of a list: from the one that has it, else from the one that is open. None: the list is empty. */
export function nextOf(
  links: readonly HTMLElement[],
  focused: Element | null,
  by: 1 | -1,
): HTMLElement | undefined {
  const at = links.indexOf(focused as HTMLElement);
  const from = at >= 0 ? at : links.findIndex((link) => link.getAttribute('aria-current') === 'true');
  return links[Math.min(Math.max(from + by, 0), links.length - 1)];
}

/** A list that is read anew may lose the case that had the focus, or move it: then the focus goes to the one that is in its place. */
function useKeptFocus(links: () => HTMLElement[]): void {
  const before = useRef<HTMLElement[]>([]);
  const focused = document.activeElement;
  useLayoutEffect(() => {
    const now = links();
    const at = before.current.indexOf(focused as HTMLElement);
    before.current = now;
    if (at < 0 || document.activeElement === focused) return;
    const next = focused?.isConnected ? (focused as HTMLElement) : now[Math.min(at, now.length - 1)];
    next?.focus({ preventScroll: true });
  });
}

/** `j` and `k` go through the cases of a list, and the arrows once one of them has the focus; Enter opens it, as any link. */
export function useListKeys(list: RefObject<HTMLElement | null>): void {
  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('a[data-case]') ?? [])];
  useKeptFocus(links);
  const go = (by: 1 | -1) => {
    const next = nextOf(links(), document.activeElement, by);
    next?.focus();
    return next !== undefined;
  };
  const goInside = (by: 1 | -1) => {
    const isInside = links().some((link) => link === document.activeElement);
    return isInside && go(by);
  };
  useShortcuts({
    j: () => go(1),
    k: () => go(-1),
    ArrowDown: () => goInside(1),
    ArrowUp: () => goInside(-1),
  });
}
