import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';

type Disclosure = {
  open: boolean;
  /** Around the button and what it opens. */
  box: RefObject<HTMLDivElement | null>;
  toggle(): void;
  show(): void;
  /** Closes, and gives focus back to the button, the first in the box: whoever opens a dialog next returns there. */
  finish(): void;
  onKeyDown(event: KeyboardEvent): void;
};

/** What a button opens beside itself: Escape closes it, and so does whatever happens elsewhere. */
export function useDisclosure(): Disclosure {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    const leave = (event: Event) => {
      if (event.target instanceof Node && box.current?.contains(event.target)) return;
      setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [open]);

  const finish = () => {
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  };
  return {
    open,
    box,
    toggle: () => setOpen(!open),
    show: () => setOpen(true),
    finish,
    onKeyDown: (event) => {
      if (!open || event.key !== 'Escape') return;
      event.stopPropagation();
      finish();
    },
  };
}
