import { useTranslation } from 'react-i18next';
import type { StaffLine, Standing } from '../../protocol';
import { type Progress, progressOf } from './progress';

const LOOKS: Record<Progress, string> = {
  disqualified: 'border-error-2 text-error-2',
  suspended: 'border-error-2 text-error-2',
  facility_suspended: 'border-error-2 text-error-2',
  to_confirm: 'border-warning-yellow-2 text-yellow-1200',
  to_hand_over: 'border-warning-yellow-2 text-yellow-1200',
  expired: 'border-warning-yellow-2 text-yellow-1200',
  no_code: 'border-warning-yellow-2 text-yellow-1200',
  to_enrol: 'border-key-900 text-key-1000',
  in_use: 'border-success-2 text-success-2',
};

type ProgressMarkProps = {
  line: StaffLine;
  /** How the facility stands: of a suspended one nobody works. */
  facility?: Standing;
};

export function ProgressMark({ line, facility }: ProgressMarkProps) {
  const { t } = useTranslation();
  const progress = progressOf(line, facility);
  return (
    <span
      className={`inline-block rounded-full border bg-white px-2.5 py-0.5 text-[0.875rem] leading-150 font-700 whitespace-nowrap ${LOOKS[progress]}`}
    >
      {t(`progress.${progress}`)}
    </span>
  );
}
