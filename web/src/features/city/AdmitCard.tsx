import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { CityAccount, Team } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { SearchField } from '../../ui/SearchField';
import { admissible, permitted } from './admissible';

/** So many are shown of those that the words fit. */
const SHOWN = 10;

type AdmitCardProps = { accounts: readonly CityAccount[]; team: Team; onChoose(who: CityAccount): void };

/** 参加の許可: the city finds someone by what it knows of them. */
export function AdmitCard({ accounts, team, onChoose }: AdmitCardProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const found = admissible(accounts, team, query);
  const byPermit = permitted(team);

  return (
    <Card title={t('team.admitTitle')}>
      <p className="text-std-16N-170">{t('team.admitLead')}</p>
      <SearchField label={t('team.find')} value={query} onChange={setQuery} />
      <p role="status" className="text-ink-soft empty:absolute">
        {query.trim() === '' ? t('team.typeFirst') : found.length === 0 ? t('team.noneFound') : null}
      </p>
      <ul className="grid gap-2">
        {found.slice(0, SHOWN).map((line) => (
          <li
            key={line.account}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-12 border border-line p-3"
          >
            <p className="min-w-0 text-std-17B-170 leading-150">
              {line.name}
              <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">
                {line.facility}
                <span className="ml-3 inline-block">
                  {t('staff.loginId')}：<span className="font-mono">{line.login_id}</span>
                </span>
              </span>
              <ByPermit until={byPermit.get(line.account)} />
            </p>
            <Button
              size="sm"
              aria-haspopup="dialog"
              aria-label={t('team.admitFor', { name: line.name })}
              onClick={() => onChoose(line)}
            >
              {t('team.admit')}
            </Button>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && (
        <p className="text-ink-soft">{t('team.more', { more: found.length - SHOWN })}</p>
      )}
    </Card>
  );
}

/** Beside a name: they are in the room by a permit, and until when. */
export function ByPermit({ until }: { until: string | undefined }) {
  const { t } = useTranslation();
  if (!until) return null;
  return (
    <span className="block text-[0.9375rem] leading-150 font-400 text-error-2">
      {t('team.byPermit', { until: formatMoment(until) })}
    </span>
  );
}
