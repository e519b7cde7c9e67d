import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CityRoom } from '../../protocol';
import { Button } from '../../ui/Button';
import { FieldError } from '../../ui/Field';
import { SearchField } from '../../ui/SearchField';
import { matches } from '../rooms/order';
import { StateMark } from '../rooms/StateMark';
import { facilitiesOf, withFacility } from './declare-form';

type RoomsFieldProps = {
  rooms: readonly CityRoom[];
  chosen: ReadonlySet<string>;
  error: string | undefined;
  onChange(chosen: ReadonlySet<string>): void;
};

/** Which rooms: all, those of a facility, or one by one. */
export function RoomsField({ rooms, chosen, error, onChange }: RoomsFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [query, setQuery] = useState('');
  const found = rooms.filter((room) => matches(room, query));

  const toggle = (room: string) => {
    const next = new Set(chosen);
    if (!next.delete(room)) next.add(room);
    onChange(next);
  };

  return (
    <fieldset className="grid gap-3" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="pb-2 text-std-17B-170">
        {t('disaster.rooms')}
        <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
      </legend>
      <p role="status" className="text-std-17B-170">
        {t('disaster.chosen', { chosen: chosen.size, all: rooms.length })}
      </p>
      <div className="flex flex-wrap gap-3">
        <Button size="sm" look="outline" onClick={() => onChange(new Set(rooms.map((room) => room.room)))}>
          {t('disaster.chooseAll')}
        </Button>
        <Button size="sm" look="outline" onClick={() => onChange(new Set())}>
          {t('disaster.chooseNone')}
        </Button>
      </div>
      <fieldset className="flex flex-wrap gap-2">
        <legend className="pb-1 text-[0.9375rem] leading-150 text-ink-soft">
          {t('disaster.byFacility')}
        </legend>
        {facilitiesOf(rooms).map(([facility, count]) => {
          const of = rooms.filter((room) => room.facilities.includes(facility));
          const isChosen = of.every((room) => chosen.has(room.room));
          return (
            <Button
              key={facility}
              size="sm"
              look={isChosen ? 'solid' : 'outline'}
              aria-pressed={isChosen}
              onClick={() => onChange(withFacility(chosen, rooms, facility))}
            >
              {t('city.withCount', { label: facility, total: count })}
            </Button>
          );
        })}
      </fieldset>
      <SearchField label={t('city.filter')} value={query} onChange={setQuery} />
      {found.length === 0 && <p className="text-ink-soft">{t('city.noMatch')}</p>}
      <ul
        aria-label={t('disaster.rooms')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        className="grid max-h-96 content-start gap-2 overflow-y-auto rounded-12 border border-line p-2"
      >
        {found.map((room) => (
          <li key={room.room}>
            <label className="flex min-h-12 cursor-pointer items-start gap-3 rounded-8 px-3 py-2 hover:bg-key-50">
              <input
                type="checkbox"
                name="rooms"
                value={room.room}
                checked={chosen.has(room.room)}
                onChange={() => toggle(room.room)}
                className="mt-0.5 size-6 shrink-0 cursor-pointer accent-key-900"
              />
              <span className="flex min-w-0 grow flex-col items-start gap-x-4 leading-150 sm:flex-row sm:justify-between">
                <span className="min-w-0">
                  <span className="text-std-16N-170">
                    {t('receipt.for', { name: room.label, kana: room.kana })}
                  </span>
                  <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                    {room.facilities.join('・') || t('disaster.nobody')}
                  </span>
                </span>
                <StateMark state={room.state} />
              </span>
            </label>
          </li>
        ))}
      </ul>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}
