import { useTranslation } from 'react-i18next';
import { importStaff } from '../../api/staff';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Button, buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { FileField } from '../../ui/FileField';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { leaveOutcome } from '../city/outcome';
import { IssuedScreen } from './IssuedScreen';
import { templateAddress } from './template';
import { useFileImport } from './use-file-import';

/** A file of staff: first looked through row by row, then imported, all or nothing. */
export default function ImportScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const { file, report, problem, working, choose, lookAgain, run } = useFileImport((chosen, dryRun) =>
    importStaff(facility, chosen, dryRun),
  );

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
          <Button size="lg" busy={working} onClick={() => void run()} className="justify-self-start">
            {t('staffFile.import', { rows: report.rows })}
          </Button>
        </>
      )}
    </div>
  );
}
