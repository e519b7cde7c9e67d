import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { Appointment, CityPerson } from '../../protocol';
import { Button } from '../../ui/Button';
import type { Asked } from './AskDialog';
import { codeState, isOfCity, waitingFor } from './appointment';

type PersonItemProps = {
  person: CityPerson;
  appointments: readonly Appointment[];
  onAsk(asked: Asked): void;
};

/** One of the city's own staff: what they are for, how they stand, and what can be decided about them. */
export function PersonItem({ person, appointments, onAsk }: PersonItemProps) {
  const { t } = useTranslation();
  const { name, login_id, office, role, standing, is_self, code } = person;
  const acts = isOfCity(role);
  const state = codeState(person);
  const waits = waitingFor(appointments, person.account) !== undefined;
  const named = (act: string) => t('cityPeople.actFor', { act, name });
  return (
    <li className="grid gap-3 py-4 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="text-std-17B-170">{name}</span>
        {acts && (
          <span className="rounded-full bg-key-50 px-3 py-0.5 text-[0.9375rem] font-700 text-key-900">
            {t(`role.${role}`)}
          </span>
        )}
        {is_self && <span className="text-[0.9375rem] text-ink-soft">{t('cityPeople.self')}</span>}
        {standing === 'suspended' && (
          <span className="text-[0.9375rem] font-700 text-error-2">{t('progress.suspended')}</span>
        )}
        {waits && (
          <span className="text-[0.9375rem] font-700 text-warning-orange-2">{t('cityPeople.inChange')}</span>
        )}
      </div>
      <p className="text-[0.9375rem] leading-150 text-ink-soft">
        {office}・{login_id}
      </p>
      {acts && state !== 'in_use' && (
        <p className="text-std-16N-170">
          {t(`cityPeople.code.${state}`, { at: code ? formatMoment(code.expires_at) : '' })}
        </p>
      )}
      {!is_self && (
        <div className="flex flex-wrap gap-3">
          {state === 'to_confirm' && code && !code.is_own && (
            <Button
              size="sm"
              aria-haspopup="dialog"
              aria-label={named(t('staff.confirm'))}
              onClick={() => onAsk({ is: 'confirm_code', person })}
            >
              {t('staff.confirm')}
            </Button>
          )}
          {!waits && (acts || standing === 'active') && (
            <Button
              size="sm"
              look="outline"
              aria-haspopup="dialog"
              aria-label={named(t(acts ? 'cityPeople.change' : 'cityPeople.appoint'))}
              onClick={() => onAsk({ is: 'propose', person })}
            >
              {t(acts ? 'cityPeople.change' : 'cityPeople.appoint')}
            </Button>
          )}
          {acts && standing === 'active' && (
            <Button
              size="sm"
              look="outline"
              aria-haspopup="dialog"
              aria-label={named(t('cityPeople.newCode'))}
              onClick={() => onAsk({ is: 'issue_code', person })}
            >
              {t('cityPeople.newCode')}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
