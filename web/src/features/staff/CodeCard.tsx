import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { ownProgressOf } from './progress';

type CodeCardProps = { line: StaffLine; onIssue(): void; onHandOver(): void; onConfirm(): void };

/** The code that waits to be used, and what is to be done about it next. */
export function CodeCard({ line, onIssue, onHandOver, onConfirm }: CodeCardProps) {
  const { t } = useTranslation();
  const progress = ownProgressOf(line);
  const at = line.code ? formatMoment(line.code.expires_at) : '';
  return (
    <Card title={t('staff.code')}>
      <p className="text-std-16N-170">{t(`staff.codeState.${progress}`, { at })}</p>
      {!line.is_self && line.standing === 'active' && (
        <div className="flex flex-wrap gap-3">
          {progress === 'to_confirm' && !line.code?.is_own && (
            <Button aria-haspopup="dialog" onClick={onConfirm}>
              {t('staff.confirm')}
            </Button>
          )}
          {line.code?.hand_over === 'sheet' && !line.code.is_handed_over && !line.code.has_expired && (
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
