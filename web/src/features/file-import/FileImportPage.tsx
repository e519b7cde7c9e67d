import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Button, buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { FileField } from '../../ui/FileField';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import type { FileImport } from './use-file-import';

/** What the server found in a file: how many rows, the first of them, and what is at fault in which line; 0 is the file. */
type Looked<Row, Fault> = {
  rows: number;
  preview: readonly Row[];
  faults: readonly { line: number; fault: Fault }[];
};

type FileImportPageProps<Row, Fault> = {
  title: string;
  lead: string;
  back: { href: string; words: string };
  /** An empty file to fill in, and what it is called. */
  template: { href: string; name: string };
  found: FileImport<Looked<Row, Fault>>;
  words: {
    faults(faults: number): string;
    fault(fault: Fault): string;
    good(rows: number): string;
    preview: string;
    run(rows: number): string;
  };
  /** A row as it was read, as a list item. */
  row(row: Row): ReactNode;
};

/** A file of many: chosen, looked through row by row, and imported when nothing is at fault. */
export function FileImportPage<Row, Fault>({
  title,
  lead,
  back,
  template,
  found: { file, report, problem, working, choose, lookAgain, run },
  words,
  row,
}: FileImportPageProps<Row, Fault>) {
  const { t } = useTranslation();
  const isGood = report !== undefined && report.faults.length === 0;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={back.href}>
        <BackIcon className="size-5" />
        {back.words}
      </TextLink>
      <ScreenTitle screen={title} className="text-std-28B-150" />
      <Card title={t('staffFile.choose')}>
        <p className="text-std-16N-170">{lead}</p>
        <a
          href={template.href}
          download={template.name}
          className={`${buttonClass('outline', 'md')} justify-self-start`}
        >
          {t('staffFile.template')}
        </a>
        <FileField
          label={t('staffFile.file')}
          accept=".csv,text/csv"
          chooseWord={t('staffFile.choose')}
          chosen={file?.name}
          disabled={working}
          onChoose={(chosen) => void choose(chosen)}
        />
      </Card>
      <LiveRegion className="grid gap-3">
        {problem && (
          <Notice
            tone="error"
            action={
              file && (
                <Button size="sm" look="outline" busy={working} onClick={() => void lookAgain()}>
                  {t('staffFile.lookAgain')}
                </Button>
              )
            }
          >
            {problem}
          </Notice>
        )}
        {report && !isGood && (
          <Notice tone="error">
            <p className="pb-2">{words.faults(report.faults.length)}</p>
            <ul className="grid list-disc gap-1 pl-5">
              {report.faults.map(({ line, fault }) => (
                <li key={`${line} ${fault}`}>
                  {line > 0 && `${t('staffFile.line', { line })} `}
                  {words.fault(fault)}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {isGood && <Notice tone="success">{words.good(report.rows)}</Notice>}
      </LiveRegion>
      {isGood && file && (
        <>
          <ul aria-label={words.preview} className="grid gap-2 rounded-12 border border-line bg-white p-4">
            {report.preview.map(row)}
          </ul>
          <Button size="lg" busy={working} onClick={() => void run()} className="justify-self-start">
            {words.run(report.rows)}
          </Button>
        </>
      )}
    </div>
  );
}
