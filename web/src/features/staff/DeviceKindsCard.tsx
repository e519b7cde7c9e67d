import { useTranslation } from 'react-i18next';
import { useCity } from '../../app/city-context';
import type { DeviceKind } from '../../protocol';
import { Card } from '../../ui/Card';

const KINDS: DeviceKind[] = ['browser', 'file', 'managed'];

/** The city's setting: by which ways devices are registered, and what each of them is worth. */
export function DeviceKindsCard() {
  const { t } = useTranslation();
  const allowed = useCity()?.device_kinds;
  if (!allowed) return null;
  return (
    <Card title={t('deviceKinds.title')}>
      <p className="text-ink-soft">{t('deviceKinds.lead')}</p>
      <dl className="grid gap-4">
        {KINDS.map((kind) => {
          const isAllowed = allowed.includes(kind);
          return (
            <div key={kind} className="grid gap-1 border-t border-line pt-3">
              <dt className="flex flex-wrap items-center justify-between gap-2 text-std-17B-170">
                {t(`deviceKinds.${kind}`)}
                <span
                  className={`text-[0.9375rem] leading-140 ${isAllowed ? 'text-success-2' : 'text-ink-soft'}`}
                >
                  {isAllowed ? t('deviceKinds.allowed') : t('deviceKinds.notAllowed')}
                </span>
              </dt>
              <dd className="text-[0.9375rem] leading-170">{t(`deviceKinds.${kind}Means`)}</dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}
