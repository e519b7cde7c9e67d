import { useTranslation } from 'react-i18next';
import { importPersons } from '../../api/proposals';
import { navigate, paths } from '../../app/route';
import { formatDate } from '../../i18n/dates';
import { leaveOutcome } from '../city/outcome';
import { FileImportPage } from '../file-import/FileImportPage';
import { personTemplateAddress } from '../file-import/template';
import { useFileImport } from '../file-import/use-file-import';

/** 支援対象者の一括登録: first looked through row by row, then registered, all or nothing. */
export default function ImportPersonsScreen() {
  const { t } = useTranslation();
  const found = useFileImport(async (chosen, dryRun) => {
    const looked = await importPersons(chosen, dryRun);
    if (looked.registered > 0) {
      leaveOutcome([t('personFile.done', { rows: looked.registered })]);
      navigate(paths.city);
    }
    return looked;
  });

  return (
    <FileImportPage
      title={t('personFile.title')}
      lead={t('personFile.lead')}
      back={{ href: paths.city, words: t('receipt.back') }}
      template={{ href: personTemplateAddress(), name: 'shien-taishousha.csv' }}
      found={found}
      words={{
        faults: (faults) => t('personFile.faults', { faults }),
        fault: (fault) => t(`personFile.fault.${fault}`),
        good: (rows) => t('personFile.good', { rows }),
        preview: t('personFile.preview'),
        run: (rows) => t('personFile.import', { rows }),
      }}
      row={({ name, kana, birth_date, basis }) => (
        <li key={`${kana} ${birth_date}`}>
          {t('personFile.row', { name, kana, date: formatDate(birth_date), basis: t(`propose.${basis}`) })}
        </li>
      )}
    />
  );
}
