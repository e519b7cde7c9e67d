import { useTranslation } from 'react-i18next';
import { importStaff } from '../../api/staff';
import { navigate, paths } from '../../app/route';
import { leaveOutcome } from '../city/outcome';
import { FileImportPage } from '../file-import/FileImportPage';
import { templateAddress } from '../file-import/template';
import { useFileImport } from '../file-import/use-file-import';
import { IssuedScreen } from './IssuedScreen';

/** A file of staff: first looked through row by row, then imported, all or nothing. */
export default function ImportScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const found = useFileImport((chosen, dryRun) => importStaff(facility, chosen, dryRun));

  if (found.report && found.report.issued.length > 0) {
    const { issued } = found.report;
    return (
      <IssuedScreen
        issued={issued}
        onDone={() => {
          leaveOutcome([t('staffFile.done', { rows: issued.length })]);
          navigate(paths.facility(facility));
        }}
      />
    );
  }
  return (
    <FileImportPage
      title={t('staffFile.title')}
      lead={t('staffFile.lead')}
      back={{ href: paths.facility(facility), words: t('staff.back') }}
      template={{ href: templateAddress(), name: 'shokuin.csv' }}
      found={found}
      words={{
        faults: (faults) => t('staffFile.faults', { faults }),
        fault: (fault) => t(`staffFile.fault.${fault}`),
        good: (rows) => t('staffFile.good', { rows }),
        preview: t('staffFile.preview'),
        run: (rows) => t('staffFile.import', { rows }),
      }}
      row={({ name, kana, profession }) => (
        <li key={`${name} ${kana}`}>{t('staffFile.row', { name, kana, profession })}</li>
      )}
    />
  );
}
