import { useTranslation } from 'react-i18next';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { CaseLine, LossReport } from '../../protocol';
import { Card } from '../../ui/Card';
import { Term, Terms } from '../../ui/Terms';
import { LostThings } from '../losses/LostThings';
import { holderWords } from './CaseList';

type ReportedLossProps = { line: CaseLine; loss: LossReport };

/** What was lost, by whom, and who said so. */
export function ReportedLoss({ line, loss }: ReportedLossProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('lossCase.sent')}>
      <Terms>
        <Term name={t('lossCase.person')}>{loss.name ?? t('lossCase.shared')}</Term>
        {loss.login_id && (
          <Term name={t('staff.loginId')}>
            <span className="font-mono">{loss.login_id}</span>
          </Term>
        )}
        <Term name={t('staff.facility')}>{loss.facility ?? t('lossCase.noFacility')}</Term>
        <Term name={t('lossCase.lost')}>
          <LostThings report={loss} />
        </Term>
        <Term name={t('loss.reportedBy')}>{loss.reported_by}</Term>
        <Term name={t('loss.reportedAt')}>{formatMoment(line.opened_at)}</Term>
        <Term name={t('cases.due')}>{formatDate(line.due)}</Term>
        {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
      </Terms>
      {line.state === 'open' && <p className="text-std-16N-170 text-ink-soft">{t('lossCase.stopped')}</p>}
    </Card>
  );
}
