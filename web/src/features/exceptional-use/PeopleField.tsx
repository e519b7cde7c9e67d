import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CityAccount } from '../../protocol';
import { Button } from '../../ui/Button';
import { FieldError } from '../../ui/Field';
import { SearchField } from '../../ui/SearchField';
import { fold } from '../rooms/order';

/** So many are shown of those that the words fit. */
const SHOWN = 5;

type PeopleFieldProps = {
  accounts: readonly CityAccount[];
  chosen: readonly string[];
  error: string | undefined;
  onChange(chosen: string[]): void;
};

/** Who uses the room: found by what the city knows of them, and named one by one. */
export function PeopleField({ accounts, chosen, error, onChange }: PeopleFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [query, setQuery] = useState('');
  const wanted = fold(query);
  const found = accounts.filter(
    (line) =>
      wanted !== '' &&
      line.standing === 'active' &&
      (line.role === 'staff' || line.role === 'facility_admin' || line.role === 'city_moderator') &&
      line.facility !== null &&
      !chosen.includes(line.account) &&
      [line.name, line.login_id, line.facility].some((text) => fold(text).includes(wanted)),
  );
  const named = chosen.flatMap((account) => accounts.find((line) => line.account === account) ?? []);

  return (
    <fieldset className="grid gap-3" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="pb-2 text-std-17B-170">
        {t('exceptionalUse.people')}
        <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
      </legend>
      {named.length > 0 && (
        <ul aria-label={t('exceptionalUse.named')} className="grid gap-2">
          {named.map((line) => (
            <Person key={line.account} line={line}>
              <Button
                size="sm"
                look="outline"
                aria-label={t('exceptionalUse.unnameFor', { name: line.name })}
                onClick={() => onChange(chosen.filter((account) => account !== line.account))}
              >
                {t('exceptionalUse.unname')}
              </Button>
            </Person>
          ))}
        </ul>
      )}
      <SearchField label={t('team.find')} value={query} onChange={setQuery} />
      <p role="status" className="text-ink-soft empty:absolute">
        {wanted !== '' && found.length === 0 ? t('team.noneFound') : null}
      </p>
      <ul className="grid gap-2">
        {found.slice(0, SHOWN).map((line) => (
          <Person key={line.account} line={line}>
            <Button
              size="sm"
              aria-label={t('exceptionalUse.nameFor', { name: line.name })}
              onClick={() => {
                onChange([...chosen, line.account]);
                setQuery('');
              }}
            >
              {t('exceptionalUse.name')}
            </Button>
          </Person>
        ))}
      </ul>
      {found.length > SHOWN && (
        <p className="text-ink-soft">{t('team.more', { more: found.length - SHOWN })}</p>
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}

function Person({ line, children }: { line: CityAccount; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-12 border border-line p-3">
      <p className="min-w-0 text-std-17B-170 leading-150">
        {line.name}
        <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">
          {line.facility}
          <span className="ml-3 font-mono">{line.login_id}</span>
        </span>
      </p>
      {children}
    </li>
  );
}
