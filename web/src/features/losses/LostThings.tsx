import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { LossReport } from '../../protocol';

/** What was lost, as it was called when it was reported. */
export function LostThings({ report: { device, passkeys } }: { report: LossReport }) {
  const { t } = useTranslation();
  return (
    <ul className="grid min-w-0 gap-1">
      {device && <li className="text-std-17B-170 leading-150">{device}</li>}
      {passkeys.map(({ name, added_at }) => (
        <li key={added_at} className={device ? 'leading-150' : 'text-std-17B-170 leading-150'}>
          {t('loss.passkey', { name: name ?? t('account.first') })}
          <span className="block text-[0.875rem] leading-150 font-400 text-ink-soft">
            {t('loss.addedAt', { at: formatMoment(added_at) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
