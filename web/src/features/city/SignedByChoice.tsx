import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedBy } from '../../protocol';
import { FieldError } from '../../ui/Field';

const CHOICES: SignedBy[] = ['person', 'proxy'];

type SignedByChoiceProps = {
  value: SignedBy | '';
  error: string | undefined;
  onChange(value: SignedBy): void;
};

/** Who signed. Consent is never silent: nothing is chosen beforehand. */
export function SignedByChoice({ value, error, onChange }: SignedByChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="pb-1 text-std-17B-170">
        {t('receipt.signedBy')}
        <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
      </legend>
      {CHOICES.map((choice) => (
        <label key={choice} className="flex min-h-11 items-center gap-3 text-std-17N-170">
          <input
            type="radio"
            name="signed_by"
            value={choice}
            required
            checked={value === choice}
            aria-invalid={error ? true : undefined}
            onChange={() => onChange(choice)}
            className="size-6 shrink-0 accent-key-900"
          />
          {t(`receipt.${choice}`)}
        </label>
      ))}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}
