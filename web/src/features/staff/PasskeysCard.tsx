import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { StaffLine, StaffPasskey } from '../../protocol';
import { Card } from '../../ui/Card';
import { LossButton } from '../losses/LossButton';
import { Stopped } from '../losses/Stopped';

type PasskeysCardProps = {
  passkeys: readonly StaffPasskey[];
  onLost?: ((passkey: StaffPasskey) => void) | undefined;
};

/** Someone's passkeys, for whoever looks after them: only to stop one that was lost. */
export function PasskeysCard({ passkeys, onLost }: PasskeysCardProps) {
  const { t } = useTranslation();
  const nameOf = (passkey: StaffPasskey) => passkey.name ?? t('account.first');
  return (
    <Card title={t('account.passkeys')}>
      {passkeys.length === 0 && <p className="text-ink-soft">{t('staff.noPasskey')}</p>}
      <ul className="grid gap-3">
        {passkeys.map((passkey) => (
          <li
            key={passkey.passkey}
            className="flex flex-wrap items-center justify-between gap-3 rounded-12 border border-line p-3"
          >
            <div className="grid gap-1">
              <p className="text-std-17N-170 leading-150">{nameOf(passkey)}</p>
              <p className="text-[0.9375rem] leading-150 text-ink-soft">
                {t('loss.lastUsed', {
                  at: passkey.last_used ? formatMoment(passkey.last_used) : t('account.neverUsed'),
                })}
              </p>
              {passkey.is_suspended && <Stopped />}
            </div>
            {onLost && !passkey.is_suspended && (
              <LossButton what={nameOf(passkey)} onClick={() => onLost(passkey)} />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Whether something of theirs was reported lost: whoever asks for a code then may be whoever found it. */
export function hasLost({ devices, passkeys }: StaffLine): boolean {
  return (
    devices.some(({ standing }) => standing !== 'active') || passkeys.some(({ is_suspended }) => is_suspended)
  );
}
