import { type ReactNode, useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';

/**
 * A sheet that the printer gets in place of the app around it (see styles.css), and only once it was asked for: `print` puts it there and
 * opens the printer's dialog, `printed` is the sheet.
 */
export function usePrintedSheet(sheet: ReactNode) {
  const [prints, setPrints] = useState(false);

  useEffect(() => {
    document.documentElement.classList.toggle('prints-sheets', prints);
    return () => document.documentElement.classList.remove('prints-sheets');
  }, [prints]);

  const print = () => {
    // The sheet is there before the printer looks.
    flushSync(() => setPrints(true));
    document.documentElement.classList.add('prints-sheets');
    window.print();
  };
  const printed =
    prints &&
    sheet &&
    createPortal(
      <div className="sheets report" aria-hidden="true">
        {sheet}
      </div>,
      document.body,
    );
  return { print, printed };
}
