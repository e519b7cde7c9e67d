import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ScreenTitle } from '../../app/ScreenTitle';
import type { IssuedCode } from '../../protocol';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { PrintedSheets } from '../../ui/PrintedSheets';
import { Sheet } from './Sheet';

type IssuedScreenProps = {
  /** Held by whoever shows this, in memory only: gone with the page. */
  issued: IssuedCode[];
  /** What is said of a code that waits for a second person, where it is not the admin's. */
  awaitsWords?: string;
  onDone(): void;
};

/** The only time that codes are seen: to print them, or to have one scanned from this screen. */
export function IssuedScreen({ issued, awaitsWords, onDone }: IssuedScreenProps) {
  const { t } = useTranslation();
  const toPrint = issued.some(({ hand_over }) => hand_over === 'sheet');

  useEffect(() => {
    // The browser asks before a reload or a closed tab throws the codes away.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);

  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <ScreenTitle
        screen={t(toPrint ? 'sheet.printTitle' : 'sheet.scanTitle')}
        className="text-std-28B-150"
      />
      <Notice tone="warning">{t(toPrint ? 'sheet.onceSheet' : 'sheet.onceScreen')}</Notice>
      {issued.some(({ awaits_second }) => awaits_second) && (
        <Notice tone="info">{awaitsWords ?? t('sheet.awaitsSecond')}</Notice>
      )}
      <div className="flex flex-wrap gap-3">
        {toPrint && (
          <Button size="lg" onClick={() => window.print()}>
            {t('sheet.print', { sheets: issued.length })}
          </Button>
        )}
        <Button size="lg" look="outline" onClick={onDone}>
          {t(toPrint ? 'sheet.printed' : 'sheet.scanned')}
        </Button>
      </div>
      <div className="grid gap-5">
        {issued.map((one) => (
          <div key={one.account} className="rounded-16 border border-line shadow-sheet">
            <Sheet issued={one} />
          </div>
        ))}
      </div>
      <PrintedSheets>
        {issued.map((one) => (
          <Sheet key={one.account} issued={one} />
        ))}
      </PrintedSheets>
    </div>
  );
}
