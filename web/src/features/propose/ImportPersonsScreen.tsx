import { useTranslation } from 'react-i18next';
import { importPersons } from '../../api/proposals';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { formatDate } from '../../i18n/dates';
import { Button, buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { FileField } from '../../ui/FileField';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { leaveOutcome } from '../city/outcome';
import { personTemplateAddress } from '../staff/template';
import { useFileImport } from '../staff/use-file-import';

/** 支援対象者の一括登録: first looked through row by row, then registered, all or nothing. */
export default function ImportPersonsScreen() {
  const { t } = useTranslation();
  const { file, report, problem, working, choose, lookAgain, run } = useFileImport(async (chosen, dryRun) => {
    const found = await importPersons(chosen, dryRun);
    if (found.registered > 0) {
      leaveOutcome([t('personFile.done', { rows: found.registered })]);
      navigate(paths.city);
    }
    return found;
  });

  const isGood = report !== undefined && report.faults.length === 0;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('receipt.back')}
      </TextLink>
      <ScreenTitle screen={t('personFile.title')} className="text-std-28B-150" />
      <Card title={t('staffFile.choose')}>
        <p className="text-std-16N-170">{t('personFile.lead')}</p>
        <a
          href={personTemplateAddress()}
          download="shien-taishousha.csv"
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
            <p className="pb-2">{t('personFile.faults', { faults: report.faults.length })}</p>
            <ul className="grid list-disc gap-1 pl-5">
              {report.faults.map(({ line, fault }) => (
                <li key={`${line} ${fault}`}>
                  {line > 0 && `${t('staffFile.line', { line })} `}
                  {t(`personFile.fault.${fault}`)}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {isGood && <Notice tone="success">{t('personFile.good', { rows: report.rows })}</Notice>}
      </LiveRegion>
      {isGood && file && (
        <>
          <ul
            aria-label={t('personFile.preview')}
            className="grid gap-2 rounded-12 border border-line bg-white p-4"
          >
            {report.preview.map(({ name, kana, birth_date, basis }) => (
              <li key={`${kana} ${birth_date}`}>
                {t('personFile.row', {
                  name,
                  kana,
                  date: formatDate(birth_date),
                  basis: t(`propose.${basis}`),
                })}
              </li>
            ))}
          </ul>
          <Button size="lg" busy={working} onClick={() => void run()} className="justify-self-start">
            {t('personFile.import', { rows: report.rows })}
          </Button>
        </>
      )}
    </div>
  );
}
