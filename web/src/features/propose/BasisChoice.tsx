import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResidenceBasis } from '../../protocol';
import { FieldError } from '../../ui/Field';
import { BASES } from './proposal-form';

type BasisChoiceProps = {
  value: ResidenceBasis | '';
  error: string | undefined;
  onChange(value: ResidenceBasis): void;
};

/** On what ground the city supports the person (article 3). */
export function BasisChoice({ value, error, onChange }: BasisChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="pb-1 text-std-17B-170">
        {t('propose.basis')}
        <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
      </legend>
      {BASES.map((basis) => (
        <label key={basis} className="flex min-h-11 items-center gap-3 text-std-17N-170">
          <input
            type="radio"
            name="basis"
            value={basis}
            required
            checked={value === basis}
            aria-invalid={error ? true : undefined}
            onChange={() => onChange(basis)}
            className="size-6 shrink-0 accent-key-900"
          />
          {t(`propose.${basis}`)}
        </label>
      ))}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}
