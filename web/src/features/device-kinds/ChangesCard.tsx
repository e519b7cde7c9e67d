import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { DeviceKindsChange } from '../../protocol';
import { Card } from '../../ui/Card';
import { KINDS } from './allowed';

/** What was allowed when, by whom and why: the newest first. */
export function ChangesCard({ changes }: { changes: DeviceKindsChange[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('deviceKinds.history')}>
      {changes.length === 0 && <p className="text-ink-soft">{t('deviceKinds.noHistory')}</p>}
      <ol className="grid gap-3">
        {changes.map((change) => (
          <li key={change.version} className="grid gap-1 border-t border-line pt-3 text-std-16N-170">
            <p className="text-ink-soft">
              {t('deviceKinds.changedBy', { at: formatMoment(change.at), by: change.by })}
            </p>
            <p>
              {t('deviceKinds.allowedWere', {
                kinds: KINDS.filter((kind) => change.kinds.includes(kind))
                  .map((kind) => t(`deviceKinds.${kind}`))
                  .join('、'),
                shared: t(change.shared ? 'deviceKinds.sharedYes' : 'deviceKinds.sharedNo'),
              })}
            </p>
            <p>{t('deviceKinds.why', { reason: change.reason })}</p>
            <p className="text-ink-soft">{t('deviceKinds.endedSessions', { ended: change.ended })}</p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
