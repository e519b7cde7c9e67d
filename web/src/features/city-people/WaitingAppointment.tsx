import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { Appointment } from '../../protocol';
import { Button } from '../../ui/Button';
import type { Asked } from './AskDialog';
import { roleWords } from './role-words';

/** A proposal that waits for the second person. */
export function WaitingAppointment({
  appointment,
  onAsk,
}: {
  appointment: Appointment;
  onAsk(asked: Asked): void;
}) {
  const { t } = useTranslation();
  const { name, was, role, proposer, proposed_at, lapses_at, is_own, may_decide } = appointment;
  const ask = (is: 'confirm' | 'refuse' | 'withdraw') => () =>
    onAsk({ is, appointment, person: { account: appointment.account, name } });
  return (
    <div className="grid gap-2">
      <p className="text-std-17B-170">
        {t('cityPeople.proposal', { name, from: roleWords(t, was), to: roleWords(t, role) })}
      </p>
      <p className="text-[0.9375rem] leading-150 text-ink-soft">
        {t('cityPeople.proposedBy', {
          name: proposer,
          at: formatMoment(proposed_at),
          until: formatMoment(lapses_at),
        })}
      </p>
      {may_decide && (
        <div className="flex flex-wrap gap-3">
          <Button size="sm" aria-haspopup="dialog" onClick={ask('confirm')}>
            {t('cityPeople.confirm')}
          </Button>
          <Button size="sm" look="outline" aria-haspopup="dialog" onClick={ask('refuse')}>
            {t('cityPeople.refuse')}
          </Button>
        </div>
      )}
      {is_own && (
        <div className="grid justify-items-start gap-2">
          <p className="text-std-16N-170">{t('cityPeople.ownWaits')}</p>
          <Button size="sm" look="outline" aria-haspopup="dialog" onClick={ask('withdraw')}>
            {t('cityPeople.withdraw')}
          </Button>
        </div>
      )}
      {!may_decide && !is_own && <p className="text-std-16N-170">{t('cityPeople.aboutSelf')}</p>}
    </div>
  );
}
