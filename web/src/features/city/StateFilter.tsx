import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { CityRoom, RoomState } from '../../protocol';
import { ChoiceChip } from '../../ui/ChoiceChip';

const STATES = [
  'all',
  'awaiting_consent',
  'active',
  'permit_only',
  'discontinued',
  'ended',
  'lapsed',
  'erased',
] as const;
/** So rare that it is offered only where there is one. */
const RARE = 'permit_only';

type StateFilterProps = {
  rooms: readonly CityRoom[];
  value: RoomState | 'all';
  onChange(value: RoomState | 'all'): void;
};

/** Narrows the list to one state, with the number in each. */
export function StateFilter({ rooms, value, onChange }: StateFilterProps) {
  const { t } = useTranslation();
  const name = useId();
  const count = (state: (typeof STATES)[number]) =>
    state === 'all' ? rooms.length : rooms.filter((room) => room.state === state).length;
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{t('city.states')}</legend>
      {STATES.filter((state) => state !== RARE || count(state) > 0).map((state) => (
        <ChoiceChip
          key={state}
          name={name}
          value={state}
          chosen={state === value}
          onChoose={() => onChange(state)}
          chosenLook="border-key-900 bg-key-900 text-white"
        >
          {t('city.withCount', {
            label: state === 'all' ? t('city.all') : t(`state.${state}`),
            total: count(state),
          })}
        </ChoiceChip>
      ))}
    </fieldset>
  );
}
