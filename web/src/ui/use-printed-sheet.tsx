import { type ComponentProps, type ReactNode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { PrintedSheets } from './PrintedSheets';

/**
 * A sheet that the printer gets in place of the app around it, and only once it was asked for: `print` puts it there and opens the printer's
 * dialog, `printed` is the sheet. With the dialog it is gone: whoever wants another asks again, and that is written down again.
 */
export function usePrintedSheet(
  sheet: ReactNode,
  kind: ComponentProps<typeof PrintedSheets>['kind'] = 'report',
) {
  const [prints, setPrints] = useState(false);

  useEffect(() => {
    if (!prints) return undefined;
    const gone = () => setPrints(false);
    const closed = () => {
      // Phones say so while their dialog is still open, and take the page when it is confirmed: there it is gone once the page is touched.
      if (window.matchMedia('(pointer: coarse)').matches) {
        window.addEventListener('pointerdown', gone, { capture: true, once: true });
      } else {
        gone();
      }
    };
    window.addEventListener('afterprint', closed);
    return () => {
      window.removeEventListener('afterprint', closed);
      window.removeEventListener('pointerdown', gone, { capture: true });
    };
  }, [prints]);

  const print = () => {
    // The sheet is there before the printer looks, and it is known when its dialog is closed.
    flushSync(() => setPrints(true));
    window.print();
  };
  return { print, printed: prints && sheet && <PrintedSheets kind={kind}>{sheet}</PrintedSheets> };
}
