import { useEffect, useRef, useSyncExternalStore } from 'react';

/**
 * Keys that do something by themselves, for whoever works through a list all day. Never while something is typed, composed by an
 * input method, or asked in a dialog; and not at all for whoever has switched them off (WCAG 2.1.4).
 */
const OFF = 'renrakucho-shortcuts-off';
const listeners = new Set<() => void>();

export const shortcutsAreOn = (): boolean => localStorage.getItem(OFF) === null;

export function switchShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
  for (const listener of listeners) listener();
}

export function useShortcutsAreOn(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, shortcutsAreOn);
}

/** Does what empties the browser's storage, and leaves the switch as it was: it tells of nobody. */
export function keepShortcutSwitch(clear: () => void): void {
  const on = shortcutsAreOn();
  clear();
  if (!on) localStorage.setItem(OFF, '1');
}

const TYPED_INTO = 'input, textarea, select, [contenteditable], [role="textbox"]';

/** The key that was meant as a shortcut; none: it was meant for something else. */
export function shortcutOf(event: KeyboardEvent): string | undefined {
  const { key, target } = event;
  // An input method that is at work says so by this number where `isComposing` is not true yet.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || key === 'Process') return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target instanceof Element && target.closest(TYPED_INTO)) return;
  if (document.querySelector('dialog[open]')) return;
  return key.length === 1 ? key.toLowerCase() : key;
}

/** What a key does; false: nothing this time, and the browser does what it would. */
export type Shortcuts = Partial<Record<string, () => unknown>>;

/** As long as the screen is there, its keys do what they are for. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  const on = useShortcutsAreOn();
  useEffect(() => {
    if (!on) return;
    const pressed = (event: KeyboardEvent) => {
      const key = shortcutOf(event);
      const act = key === undefined ? undefined : current.current[key];
      if (act && act() !== false) event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [on]);
}
