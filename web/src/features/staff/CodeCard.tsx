import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { progressOf } from './progress';

type CodeCardProps = { line: StaffLine; onIssue(): void; onHandOver(): void };

/** The code that waits to be used, and what is to be done about it next. */
export function CodeCard({ line, onIssue, onHandOver }: CodeCardProps) {
  const { t } = useTranslation();
  const progress = progressOf(line);
  const at = line.code ? formatMoment(line.code.expires_at) : '';
  return (
    <Card title={t('staff.code')}>
      <p className="text-std-16N-170">{t(`staff.codeState.${progress}`, { at })}</p>
      {!line.is_self && line.standing === 'active' && (
        <div className="flex flex-wrap gap-3">
          {progress === 'to_hand_over' && (
            <Button aria-haspopup="dialog" onClick={onHandOver}>
              {t('staff.handOverDone')}
            </Button>
          )}
          <Button
            look={progress === 'expired' || progress === 'no_code' ? 'solid' : 'outline'}
            aria-haspopup="dialog"
            onClick={onIssue}
          >
            {t(progress === 'in_use' ? 'staff.codeForAnother' : 'staff.codeAnew')}
          </Button>
        </div>
      )}
    </Card>
  );
}
