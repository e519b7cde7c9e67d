import { type ReactNode, useLayoutEffect } from 'react';
import { createPortal } from 'react-dom';

type PrintedSheetsProps = {
  /** How they are laid out (see styles.css); none: a page of A5 each. */
  kind?: 'certificate' | 'export' | 'inventory' | 'report';
  children: ReactNode;
};

/**
 * What the printer gets while this stands on a page. It stands outside of the app's frame, which scrolls and would be cut, and which never
 * reaches paper.
 */
export function PrintedSheets({ kind, children }: PrintedSheetsProps) {
  useLayoutEffect(() => {
    document.documentElement.classList.add('prints-sheets');
    return () => document.documentElement.classList.remove('prints-sheets');
  }, []);
  return createPortal(
    <div className={kind ? `sheets ${kind}` : 'sheets'} aria-hidden="true">
      {children}
    </div>,
    document.body,
  );
}
