import { useTranslation } from 'react-i18next';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { LossLine } from '../../protocol';
import { Card } from '../../ui/Card';
import { Term, Terms } from '../../ui/Terms';
import { CaseMark } from '../cases/CaseMark';
import { LostThings } from './LostThings';

/** What was reported lost, and how the city stands to it. Nothing while nothing was. */
export function LossesCard({ losses }: { losses: readonly LossLine[] }) {
  const { t } = useTranslation();
  if (losses.length === 0) return null;
  return (
    <Card title={t('loss.reports')}>
      <ul className="grid gap-3">
        {losses.map((line) => (
          <li key={line.case} className="grid gap-3 rounded-12 border border-line p-4">
            <div className="flex flex-wrap items-start justify-between gap-2">
              <LostThings report={line.report} />
              <CaseMark kind={line.kind} state={line.state} />
            </div>
            <Terms>
              <Term name={t('loss.reportedAt')}>{formatMoment(line.reported_at)}</Term>
              <Term name={t('loss.reportedBy')}>{line.report.reported_by}</Term>
              {line.decided_at ? (
                <Term name={t('cases.decidedAt')}>{formatMoment(line.decided_at)}</Term>
              ) : (
                <Term name={t('cases.due')}>{t('cases.dueOn', { due: formatDate(line.due) })}</Term>
              )}
              {line.reason && (
                <Term name={t('cases.reason')}>
                  <span className="whitespace-pre-line">{line.reason}</span>
                </Term>
              )}
              <Term name={t('apply.receipt')}>
                <span className="font-mono">{line.receipt}</span>
              </Term>
            </Terms>
          </li>
        ))}
      </ul>
    </Card>
  );
}
