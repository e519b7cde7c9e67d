import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { TextLink } from '../../app/TextLink';
import type { StaffDevice, StaffLine } from '../../protocol';
import { Card } from '../../ui/Card';
import { LossButton } from '../losses/LossButton';
import { endWords } from './CertificatesCard';

type DevicesCardProps = { facility: string; line: StaffLine; onLost(device: StaffDevice): void };

export function DevicesCard({ facility, line, onLost }: DevicesCardProps) {
  const { t } = useTranslation();
  const stateOf = (device: StaffDevice) =>
    device.standing !== 'active' ? 'suspended' : device.is_enrolled ? 'in_use' : 'awaited';
  return (
    <Card title={t('staff.devices')}>
      {line.devices.length === 0 && <p className="text-ink-soft">{t('staff.noDevice')}</p>}
      <ul className="grid gap-3">
        {line.devices.map((device) => (
          <li
            key={device.device}
            className="flex flex-wrap items-center justify-between gap-3 rounded-12 border border-line p-3"
          >
            <div>
              <p className="text-std-17N-170 leading-150">{device.label}</p>
              <p className="text-[0.9375rem] leading-150 text-ink-soft">
                {t(device.is_shared ? 'staff.deviceKind.shared' : 'staff.deviceKind.personal')}・
                {t(`staff.deviceState.${stateOf(device)}`)}
              </p>
              {device.certificate_ends && device.standing === 'active' && (
                <p className="text-[0.9375rem] leading-150 text-error-2">
                  {endWords(device.certificate_ends, t)}
                </p>
              )}
            </div>
            {!line.is_self && !device.is_shared && device.standing === 'active' && device.is_enrolled && (
              <LossButton what={device.label} onClick={() => onLost(device)} />
            )}
          </li>
        ))}
      </ul>
      {line.devices.length > 0 && (
        <TextLink href={paths.inventory(facility)}>{t('inventory.toInventory')}</TextLink>
      )}
    </Card>
  );
}
