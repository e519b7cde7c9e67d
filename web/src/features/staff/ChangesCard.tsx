import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { StaffChange } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { byMoment } from './changes';

/** So many moments are shown before all are asked for. */
const AT_FIRST = 5;

type ChangesCardProps = {
  changes: StaffChange[];
  /** Whether it is said of whom each is. */
  named?: boolean;
};

/** 変更の履歴: what was registered before and after, by whom and when, the newest first. */
export function ChangesCard({ changes, named = false }: ChangesCardProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const moments = byMoment(changes);
  return (
    <Card title={t('staffChange.history')}>
      {changes.length === 0 && <p className="text-ink-soft">{t('staffChange.noHistory')}</p>}
      <ol className="grid gap-3">
        {(all ? moments : moments.slice(0, AT_FIRST)).map((together) => (
          <li
            key={`${together.account} ${together.at}`}
            className="grid gap-1 border-t border-line pt-3 text-std-16N-170"
          >
            {named && <p className="text-std-16B-170">{together.name}</p>}
            <p className="text-ink-soft">
              {t('staffChange.by', { at: formatMoment(together.at), by: together.by })}
            </p>
            <dl className="grid gap-1">
              {together.fields.map(({ field, was, became }) => (
                <div key={field} className="wrap-anywhere">
                  <dt className="inline text-ink-soft">{t(`staff.${field}`)}</dt>{' '}
                  <dd className="inline">
                    {t('staffChange.fromTo', {
                      was: was ?? t('staffChange.none'),
                      became: became ?? t('staffChange.none'),
                    })}
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ol>
      {!all && moments.length > AT_FIRST && (
        <Button look="outline" onClick={() => setAll(true)} className="justify-self-start">
          {t('staffChange.all', { changes: moments.length })}
        </Button>
      )}
    </Card>
  );
}
