import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomExport } from '../../protocol';
import { Button } from '../../ui/Button';
import { PaperMark } from '../../ui/PaperMark';
import { PrintedSheets } from '../../ui/PrintedSheets';
import { ExportSheet } from './ExportSheet';
import { markOf } from './export';

/** What the printer will get, and the way to the printer. The printing itself, or the saving as a PDF, is the browser's. */
export function PrintPreview({ sheet, onBack }: { sheet: RoomExport; onBack(): void }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    heading.current?.focus();
  }, []);

  return (
    <>
      <h2 ref={heading} tabIndex={-1} className="text-std-20B-150">
        {t('export.made', { number: sheet.number })}
      </h2>
      <p className="text-ink-soft">{t('export.madeLead')}</p>
      <div className="flex flex-wrap gap-3">
        <Button size="lg" onClick={() => window.print()}>
          {t('export.print')}
        </Button>
        <Button size="lg" look="outline" onClick={onBack}>
          {t('export.again')}
        </Button>
      </div>
      <div className="overflow-hidden rounded-16 border border-line shadow-sheet">
        <ExportSheet sheet={sheet} />
      </div>
      <PrintedSheets kind="export">
        <PaperMark words={markOf(t, sheet).join('\n')} />
        <ExportSheet sheet={sheet} />
      </PrintedSheets>
    </>
  );
}
