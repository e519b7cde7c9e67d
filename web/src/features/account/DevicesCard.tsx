import { useTranslation } from 'react-i18next';
import type { DeviceLine, Devices } from '../../protocol';
import { Card } from '../../ui/Card';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { LossButton } from '../losses/LossButton';
import { Stopped } from '../losses/Stopped';
import { KeptNote } from './KeptNote';
import { Here } from './PasskeysCard';
import type { Own } from './use-own';

type DevicesCardProps = { own: Own<Devices>; onLost(device: DeviceLine): void };

/** One's own devices; from any of them each can be reported lost. */
export function DevicesCard({ own: { found, said }, onLost }: DevicesCardProps) {
  const { t } = useTranslation();
  const devices = found?.devices ?? [];
  return (
    <Card title={t('account.devices')}>
      <p className="text-std-16N-170 text-ink-soft">{t('account.devicesLead')}</p>
      <LiveRegion>{said && <Notice tone={said.tone}>{said.text}</Notice>}</LiveRegion>
      {found && devices.length === 0 && <p className="text-ink-soft">{t('staff.noDevice')}</p>}
      <ul className="grid gap-3">
        {devices.map((line) => (
          <li
            key={line.device}
            className="flex flex-wrap items-center justify-between gap-3 rounded-12 border border-line p-4"
          >
            <div className="grid gap-1">
              <p className="text-std-17B-170 leading-150">{line.label}</p>
              {line.is_this && <Here>{t('settings.device')}</Here>}
              {line.standing !== 'active' && <Stopped />}
              {line.is_this && <KeptNote />}
            </div>
            {line.standing === 'active' && <LossButton what={line.label} onClick={() => onLost(line)} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}
