import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withdrawUseApplication } from '../../api/exceptional-use-applications';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { ExceptionalUseStanding, OwnExceptionalUseApplication } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { UseTerms } from './UseTerms';

/** Of what the city has still to decide. */
export const isOpenUse = (standing: ExceptionalUseStanding): boolean =>
  standing === 'submitted' || standing === 'under_review' || standing === 'recommended';

/** Nobody of the city has decided yet: it can be taken back. */
const isUndecided = (standing: ExceptionalUseStanding) =>
  standing === 'submitted' || standing === 'under_review';

const TONES: Record<ExceptionalUseStanding, 'info' | 'success' | 'warning'> = {
  submitted: 'info',
  under_review: 'info',
  recommended: 'info',
  permitted: 'success',
  ended: 'info',
  declined: 'warning',
  not_permitted: 'warning',
  withdrawn: 'info',
};

type UseApplicationCardProps = {
  application: OwnExceptionalUseApplication;
  onWithdrawn(applications: OwnExceptionalUseApplication[]): void;
  onFailed(error: unknown): void;
};

/** One's own application: how it stands, and what one said. */
export function UseApplicationCard({ application, onWithdrawn, onFailed }: UseApplicationCardProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const { standing, told } = application;

  const withdraw = async () => {
    setAsking(false);
    setWorking(true);
    try {
      onWithdrawn((await withdrawUseApplication(application.case)).applications);
    } catch (error) {
      onFailed(error);
    }
    setWorking(false);
  };

  return (
    <Card
      title={
        told
          ? t('useApplication.of', { name: told.label })
          : t('useApplication.ofNobody', { receipt: application.receipt })
      }
    >
      <Notice tone={TONES[standing]}>
        <p className="text-std-17B-170">{t(`useApplication.standing.${standing}`)}</p>
        <p>
          {t(`useApplication.standingText.${standing}`, {
            due: formatDate(application.due),
            until: application.permitted_until ? formatMoment(application.permitted_until) : '',
          })}
        </p>
        {told?.reason && (
          <p className="pt-2 whitespace-pre-line">{t('useApplication.reason', { reason: told.reason })}</p>
        )}
      </Notice>
      <Terms>
        <Term name={t('useApplication.appliedAt')}>{formatMoment(application.applied_at)}</Term>
        {told && <UseTerms ground={told.ground} words={told.words} people={told.people} until={told.until} />}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{application.receipt}</span>
        </Term>
      </Terms>
      {!told && <p className="text-ink-soft">{t('useApplication.unseen')}</p>}
      {isUndecided(standing) && (
        <Button look="outline" busy={working} className="justify-self-start" onClick={() => setAsking(true)}>
          {t('useApplication.withdraw')}
        </Button>
      )}
      {asking && (
        <Dialog title={t('useApplication.withdraw')} onClose={() => setAsking(false)}>
          <p className="pt-4 text-std-17N-170">{t('useApplication.withdrawText')}</p>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button look="danger" onClick={() => void withdraw()}>
              {t('useApplication.withdraw')}
            </Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
