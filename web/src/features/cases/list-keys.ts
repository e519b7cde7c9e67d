import type { RefObject } from 'react';
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

/** `j` and `k` go through the cases of a list, and the arrows once one of them has the focus; Enter opens it, as any link. */
export function useListKeys(list: RefObject<HTMLElement | null>): void {
  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('a[data-case]') ?? [])];
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
