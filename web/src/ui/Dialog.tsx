import { type ReactNode, useEffect, useId, useRef } from 'react';

type DialogProps = {
  title: ReactNode;
  onClose(): void;
  children: ReactNode;
  /** `sheet` lies at the side and fills the height; `box` stands in the middle. */
  shape?: 'box' | 'sheet';
  /** Shown beside the title. */
  corner?: ReactNode;
};

const SHAPES = {
  box: 'dialog-box m-auto w-[min(34rem,calc(100vw-2rem))] rounded-16',
  sheet: 'ml-auto mr-0 my-0 h-dvh max-h-dvh w-[min(26rem,100vw)] max-w-full p-5 sm:rounded-l-16',
};

/** The browser's own modal dialog: it keeps focus inside, closes on Escape and gives focus back. */
export function Dialog({ title, onClose, children, shape = 'box', corner }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // The browser goes to what stands first; where that is not the way back, the way back says so.
    element?.querySelector<HTMLElement>('[data-first]')?.focus({ preventScroll: true });
    return () => {
      element?.close();
      // Taken out of the page, the dialog cannot give focus back by itself.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`scroll-quiet overflow-y-auto bg-white text-ink shadow-4 ${SHAPES[shape]}`}
    >
      <div className="flex items-start justify-between gap-4">
        <h2 id={titleId} className="text-std-20B-150">
          {title}
        </h2>
        {corner}
      </div>
      {children}
    </dialog>
  );
}
