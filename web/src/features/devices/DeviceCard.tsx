import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMoment } from '../../i18n/dates';
import type { SharedDevice, StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { SelectField } from '../../ui/SelectField';
import { Term, Terms } from '../../ui/Terms';
import { ChangeForm } from './ChangeForm';
import { candidates, deviceState } from './device-state';
import type { Stop } from './StopDialog';

type DeviceCardProps = {
  device: SharedDevice;
  staff: readonly StaffLine[];
  busy: boolean;
  onCode(): void;
  onChange(place: string, securitySoftware: string): void;
  onAllow(account: string): void;
  onStop(stop: Stop): void;
};

/** A shared device: what it is, who may sign in on it, and what can be done about it. */
export function DeviceCard({ device, staff, busy, onCode, onChange, onAllow, onStop }: DeviceCardProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState('');
  const [wrong, setWrong] = useState(false);
  const [changing, setChanging] = useState(false);
  const declaredBy = device.changed_by ?? device.registered_by;
  const state = deviceState(device);
  const others = candidates(device, staff);
  const isThere = state !== 'suspended';
  const someoneIsIn = device.people.some(({ is_signed_in }) => is_signed_in);

  const add = () => {
    setWrong(chosen === '');
    if (chosen === '') return;
    onAllow(chosen);
    setChosen('');
  };

  return (
    <Card title={device.label}>
      <Terms>
        <Term name={t('device.state')}>
          {t(`device.states.${state}`, { until: device.code_until && formatMoment(device.code_until) })}
        </Term>
        <Term name={t('device.place')}>{device.place ?? t('device.unsaid')}</Term>
        <Term name={t('device.securitySoftware')}>
          {device.security_software ?? t('device.unsaid')}
          {declaredBy && (
            <span className="block text-[0.9375rem] leading-150 text-ink-soft">
              {t('device.declaredBy', {
                name: declaredBy,
                day: formatDay(device.changed_at ?? device.registered_at),
              })}
            </span>
          )}
        </Term>
      </Terms>
      {changing ? (
        <ChangeForm
          device={device}
          busy={busy}
          onCancel={() => setChanging(false)}
          onChange={(place, securitySoftware) => {
            setChanging(false);
            onChange(place, securitySoftware);
          }}
        />
      ) : (
        <Button
          size="sm"
          look="outline"
          aria-label={`${t('device.change')}（${device.label}）`}
          onClick={() => setChanging(true)}
          className="justify-self-start"
        >
          {t('device.change')}
        </Button>
      )}
      {isThere && !device.is_enrolled && (
        <Button busy={busy} onClick={onCode} className="justify-self-start">
          {t('device.makeCode')}
        </Button>
      )}
      <section aria-label={t('device.peopleOf', { label: device.label })} className="grid gap-3">
        <h3 className="text-std-17B-170">{t('device.people', { people: device.people.length })}</h3>
        {device.people.length === 0 && <p className="text-ink-soft">{t('device.nobody')}</p>}
        <ul className="grid gap-2">
          {device.people.map(({ account, name, is_signed_in }) => (
            <li
              key={account}
              className="flex flex-wrap items-center justify-between gap-3 rounded-12 border border-line p-3"
            >
              <p className="text-std-17N-170">
                {name}
                {is_signed_in && (
                  <span className="ml-3 text-[0.9375rem] text-key-900">{t('device.signedIn')}</span>
                )}
              </p>
              <Button
                size="sm"
                look="outline"
                aria-haspopup="dialog"
                aria-label={t('device.removeWhom', { name })}
                onClick={() => onStop({ is: 'remove', account, name })}
              >
                {t('device.remove')}
              </Button>
            </li>
          ))}
        </ul>
        {isThere && others.length > 0 && (
          <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-end">
            <SelectField
              name="person"
              label={t('device.add')}
              requiredWord=""
              blank={t('device.choose')}
              options={others.map(({ account, name, login_id }) => ({
                value: account,
                label: `${name}（${login_id}）`,
              }))}
              value={chosen}
              error={wrong ? t('device.chooseWrong') : undefined}
              onChange={(account) => {
                setWrong(false);
                setChosen(account);
              }}
            />
            <Button look="outline" busy={busy} onClick={add}>
              {t('device.addYes')}
            </Button>
          </div>
        )}
        {staff.some(({ is_self }) => is_self) && (
          <p className="text-[0.9375rem] leading-150 text-ink-soft">{t('device.notYourself')}</p>
        )}
      </section>
      <div className="flex flex-wrap gap-3 border-t border-line pt-4">
        {someoneIsIn && (
          <Button size="sm" look="outline" aria-haspopup="dialog" onClick={() => onStop({ is: 'sessions' })}>
            {t('device.endSessions')}
          </Button>
        )}
        {isThere && (
          <Button
            size="sm"
            look="outline"
            aria-haspopup="dialog"
            onClick={() => onStop({ is: 'loss' })}
            className="border-error-2! text-error-2! hover:bg-red-50!"
          >
            {t('loss.report')}
          </Button>
        )}
        <Button size="sm" look="outline" aria-haspopup="dialog" onClick={() => onStop({ is: 'retire' })}>
          {t('device.retire')}
        </Button>
      </div>
    </Card>
  );
}
