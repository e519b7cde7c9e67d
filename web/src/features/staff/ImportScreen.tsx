import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { importStaff } from '../../api/staff';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { ImportReport } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { leaveOutcome } from '../city/outcome';
import { IssuedScreen } from './IssuedScreen';
import { templateAddress } from './template';

/** A file of staff: first looked through row by row, then imported, all or nothing. */
export default function ImportScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [report, setReport] = useState<ImportReport>();
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);

  const send = async (chosen: File, dryRun: boolean) => {
    setWorking(true);
    setProblem(undefined);
    try {
      setReport(await importStaff(facility, chosen, dryRun));
    } catch (error) {
      setProblem(problemWords(t, error));
    }
    setWorking(false);
  };

  if (report && report.issued.length > 0) {
    return (
      <IssuedScreen
        issued={report.issued}
        onDone={() => {
          leaveOutcome([t('staffFile.done', { rows: report.issued.length })]);
          navigate(paths.facility(facility));
        }}
      />
    );
  }
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.facility(facility)}>
        <BackIcon className="size-5" />
        {t('staff.back')}
      </TextLink>
      <ScreenTitle screen={t('staffFile.title')} className="text-std-28B-150" />
      <Card title={t('staffFile.choose')}>
        <p className="text-std-16N-170">{t('staffFile.lead')}</p>
        <a
          href={templateAddress()}
          download="shokuin.csv"
          className={`${buttonClass('outline', 'md')} justify-self-start`}
        >
          {t('staffFile.template')}
        </a>
        <label className="grid gap-1.5 text-std-17B-170">
          {t('staffFile.file')}
          <input
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => {
              const [chosen] = event.target.files ?? [];
              setFile(chosen);
              setReport(undefined);
              if (chosen) void send(chosen, true);
            }}
            className="min-h-12 w-full rounded-8 border border-solid-gray-600 bg-white p-2 text-std-16N-170"
          />
        </label>
      </Card>
      <LiveRegion className="grid gap-3">
        {problem && <Notice tone="error">{problem}</Notice>}
        {report && report.faults.length > 0 && (
          <Notice tone="error">
            <p className="pb-2">{t('staffFile.faults', { faults: report.faults.length })}</p>
            <ul className="grid list-disc gap-1 pl-5">
              {report.faults.map(({ line, fault }) => (
                <li key={`${line} ${fault}`}>
                  {line > 0 && `${t('staffFile.line', { line })} `}
                  {t(`staffFile.fault.${fault}`)}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {report && report.faults.length === 0 && (
          <Notice tone="success">{t('staffFile.good', { rows: report.rows })}</Notice>
        )}
      </LiveRegion>
      {report && report.faults.length === 0 && file && (
        <>
          <ul
            aria-label={t('staffFile.preview')}
            className="grid gap-2 rounded-12 border border-line bg-white p-4"
          >
            {report.preview.map((row) => (
              <li key={`${row.name} ${row.kana}`}>
                {t('staffFile.row', { name: row.name, kana: row.kana, profession: row.profession })}
              </li>
            ))}
          </ul>
          <Button
            size="lg"
            busy={working}
            onClick={() => void send(file, false)}
            className="justify-self-start"
          >
            {t('staffFile.import', { rows: report.rows })}
          </Button>
        </>
      )}
    </div>
  );
}
