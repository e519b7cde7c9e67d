import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFacilities } from '../../api/staff';
import { problemWords } from '../../i18n/problem-words';
import type { FacilityLine } from '../../protocol';
import { Checkbox } from '../../ui/Checkbox';
import { FieldError } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { SearchField } from '../../ui/SearchField';
import { CATEGORIES, INFORMATION, type ScopeField, type ScopeForm } from './scope-form';

/** So many are shown of the facilities that the words fit. */
const SHOWN = 6;

type ScopeFieldsProps = {
  value: ScopeForm;
  faulty: readonly ScopeField[];
  onChange(change: Partial<ScopeForm>): void;
};

/** 同意の範囲: all that the form speaks of, or less. Nothing is chosen beforehand. */
export function ScopeFields({ value, faulty, onChange }: ScopeFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const isWrong = faulty.includes('extent');
  return (
    <div className="grid gap-5">
      <fieldset className="grid gap-2" aria-describedby={isWrong ? `${id}-error` : undefined}>
        <legend className="pb-1 text-std-17B-170">
          {t('scope.title')}
          <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
        </legend>
        {(['whole', 'limited'] as const).map((extent) => (
          <label key={extent} className="flex min-h-11 items-center gap-3 text-std-17N-170">
            <input
              type="radio"
              name="extent"
              value={extent}
              required
              checked={value.extent === extent}
              aria-invalid={isWrong ? true : undefined}
              onChange={() => onChange({ extent })}
              className="size-6 shrink-0 accent-key-900"
            />
            {t(`scope.${extent}`)}
          </label>
        ))}
        {isWrong && <FieldError id={`${id}-error`}>{t('scope.wrong.extent')}</FieldError>}
      </fieldset>
      {value.extent === 'limited' && (
        <div className="grid gap-6 border-l-4 border-key-200 pl-4 sm:pl-6">
          <Ticks
            name="categories"
            all={CATEGORIES}
            ticked={value.categories}
            isWrong={faulty.includes('categories')}
            words={(one) => t(`category.${one}`)}
            onChange={(categories) => onChange({ categories })}
          />
          <Ticks
            name="information"
            all={INFORMATION}
            ticked={value.information}
            isWrong={faulty.includes('information')}
            words={(one) => t(`scope.kind.${one}`)}
            onChange={(information) => onChange({ information })}
          />
          <RefusedFacilities refused={value.refused} onChange={(refused) => onChange({ refused })} />
        </div>
      )}
    </div>
  );
}

type TicksProps<T extends string> = {
  name: 'categories' | 'information';
  all: readonly T[];
  ticked: readonly T[];
  isWrong: boolean;
  words(one: T): string;
  onChange(ticked: readonly T[]): void;
};

function Ticks<T extends string>({ name, all, ticked, isWrong, words, onChange }: TicksProps<T>) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <fieldset className="grid gap-1" aria-describedby={isWrong ? `${id}-error` : undefined}>
      <legend className="pb-1 text-std-17B-170">
        {t(`scope.${name}`)}
        <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
      </legend>
      <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {all.map((one) => (
          <Checkbox
            key={one}
            name={name}
            label={words(one)}
            checked={ticked.includes(one)}
            onChange={(checked) =>
              onChange(checked ? [...ticked, one] : ticked.filter((other) => other !== one))
            }
          />
        ))}
      </div>
      {isWrong && <FieldError id={`${id}-error`}>{t(`scope.wrong.${name}`)}</FieldError>}
    </fieldset>
  );
}

type RefusedProps = { refused: readonly string[]; onChange(refused: readonly string[]): void };

/** The facilities that the person does not want to share with. */
function RefusedFacilities({ refused, onChange }: RefusedProps) {
  const { t } = useTranslation();
  const [facilities, setFacilities] = useState<readonly FacilityLine[]>([]);
  const [problem, setProblem] = useState<string>();
  const [query, setQuery] = useState('');

  useEffect(() => {
    readFacilities().then(
      (found) => setFacilities(found.facilities),
      (error: unknown) => setProblem(problemWords(t, error)),
    );
  }, [t]);

  const wanted = query.trim();
  const found = facilities.filter(
    ({ facility, name }) => refused.includes(facility) || (wanted !== '' && name.includes(wanted)),
  );
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-1 text-std-17B-170">{t('scope.refused')}</legend>
      <p className="text-std-16N-170 text-ink-soft">{t('scope.refusedHint')}</p>
      {problem && <Notice tone="error">{problem}</Notice>}
      <SearchField label={t('scope.find')} value={query} onChange={setQuery} />
      {found.slice(0, SHOWN + refused.length).map(({ facility, name }) => (
        <Checkbox
          key={facility}
          name="refused"
          label={name}
          checked={refused.includes(facility)}
          onChange={(checked) =>
            onChange(checked ? [...refused, facility] : refused.filter((other) => other !== facility))
          }
        />
      ))}
    </fieldset>
  );
}
