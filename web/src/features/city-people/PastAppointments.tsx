import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { Appointment } from '../../protocol';
import { Card } from '../../ui/Card';
import { roleWords } from './role-words';

/** What became of earlier proposals. */
export function PastAppointments({ appointments }: { appointments: readonly Appointment[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('cityPeople.past')}>
      <ol className="grid gap-0 divide-y divide-line">
        {appointments.map((one) => (
          <li key={one.id} className="grid gap-1 py-3 first:pt-0 last:pb-0">
            <p className="text-std-16N-170">
              {t('cityPeople.proposal', {
                name: one.name,
                from: roleWords(t, one.was),
                to: roleWords(t, one.role),
              })}
            </p>
            <p className="text-[0.9375rem] leading-150 text-ink-soft">
              {t(one.was_alone ? 'cityPeople.pastState.alone' : `cityPeople.pastState.${one.state}`, {
                proposer: one.proposer,
                decider: one.decider ?? '',
                at: formatMoment(one.decided_at ?? one.lapses_at),
              })}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
