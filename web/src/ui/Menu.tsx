import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { Link } from '../app/route';
import { buttonClass } from './Button';
import { OpenIcon } from './icons';
import { useDisclosure } from './use-disclosure';

type MenuProps = {
  /** What stands on the button. */
  words: string;
  /** Its whole name: of which line of a list it is. */
  label: string;
  children: ReactNode;
};

const LINES = 'a, button';
const TO: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % count,
  // From the button upwards is the last.
  ArrowUp: (at, count) => (at <= 0 ? count : at) - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * What is seldom done with a line of a list, behind one button. It is a list that opens, not a menu of an application:
 * its links stay links, which can be opened beside, and Tab goes through it as through the page. Arrows work besides.
 * It lies in the nearest box that is `relative`, which is where the line's buttons stand.
 */
export function Menu({ words, label, children }: MenuProps) {
  const { open, box, toggle, show, finish, onKeyDown } = useDisclosure();
  const list = useRef<HTMLUListElement>(null);
  const wanted = useRef<'first' | 'last'>(undefined);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    // Of the last lines of a list it would open below the window's edge.
    list.current?.scrollIntoView({ block: 'nearest' });
    const lines = list.current?.querySelectorAll<HTMLElement>(LINES);
    if (lines && wanted.current) lines[wanted.current === 'first' ? 0 : lines.length - 1]?.focus();
    wanted.current = undefined;
  }, [open]);

  const move = (event: KeyboardEvent) => {
    const next = TO[event.key];
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!open) {
      if (!event.key.startsWith('Arrow')) return;
      wanted.current = event.key === 'ArrowDown' ? 'first' : 'last';
      event.preventDefault();
      show();
      return;
    }
    const lines = [...(list.current?.querySelectorAll<HTMLElement>(LINES) ?? [])];
    const focused = document.activeElement;
    const at = focused instanceof HTMLElement ? lines.indexOf(focused) : -1;
    event.preventDefault();
    lines[next(at, lines.length)]?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape and arrows belong to what its button opens
    <div
      ref={box}
      onKeyDown={(event) => {
        onKeyDown(event);
        move(event);
      }}
    >
      <button
        type="button"
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={toggle}
        className={buttonClass('outline', 'sm')}
      >
        {words}
        <OpenIcon className={`-mr-1 size-4 ${open ? 'rotate-180' : ''}`} />
      </button>
      {open && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: what is pressed in it is a link or a button
        <ul
          ref={list}
          id={id}
          aria-label={label}
          onClick={(event) => {
            if (event.target instanceof Element && event.target.closest(LINES)) finish();
          }}
          className="absolute top-full left-0 z-10 mt-1 w-max min-w-48 max-w-full scroll-my-4 rounded-8 border border-line bg-white py-1 shadow-4 lg:right-0 lg:left-auto lg:max-w-none"
        >
          {children}
        </ul>
      )}
    </div>
  );
}

const LINE =
  'flex min-h-11 w-full items-center px-4 py-2 text-left leading-140 focus-visible:-outline-offset-4';
const CALM = `${LINE} text-key-900 hover:bg-key-50 hover:underline underline-offset-4`;
const GRAVE = `${LINE} text-error-2 hover:bg-red-50 hover:underline underline-offset-4`;

type MenuLineProps = {
  words: string;
  label?: string | undefined;
  /** Ends something for good: red. */
  grave?: boolean | undefined;
  /** Begins another group: a line stands above. */
  apart?: boolean | undefined;
} & ({ href: string } | { onPress(): void });

/** One thing of a menu: it leads somewhere, or opens a dialog. */
export function MenuLine({ words, label, grave = false, apart = false, ...does }: MenuLineProps) {
  const look = grave ? GRAVE : CALM;
  return (
    <li className={apart ? 'mt-1 border-t border-line pt-1' : undefined}>
      {'href' in does ? (
        <Link href={does.href} aria-label={label} className={look}>
          {words}
        </Link>
      ) : (
        <button
          type="button"
          aria-label={label}
          aria-haspopup="dialog"
          onClick={does.onPress}
          className={look}
        >
          {words}
        </button>
      )}
    </li>
  );
}
