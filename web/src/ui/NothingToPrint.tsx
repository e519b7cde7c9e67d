import { useLayoutEffect } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';

/**
 * What the printer gets of a screen that puts no sheet there: a line that says so. What a screen shows of somebody leaves on paper only
 * where it was asked for, and is written down.
 */
export function NothingToPrint() {
  const { t } = useTranslation();
  return createPortal(<p className="nothing-to-print">{t('app.nothingToPrint')}</p>, document.body);
}

/** For a screen that is printed as it is: of somebody outside, who sees there what they have sent themself. */
export function usePrintedScreen(): void {
  useLayoutEffect(() => {
    document.documentElement.classList.add('prints-screen');
    return () => document.documentElement.classList.remove('prints-screen');
  }, []);
}
