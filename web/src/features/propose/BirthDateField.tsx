import { useTranslation } from 'react-i18next';
import { ageOn, formatEra, today } from '../../i18n/dates';
import { Field } from '../../ui/Field';

/** Whoever lives today is born after that; earlier is a year that is still being typed. */
const EARLIEST = '1900-01-01';

type BirthDateFieldProps = {
  name: string;
  requiredWord: string;
  value: string;
  error: string | undefined;
  onChange(event: { target: { value: string } }): void;
};

/** 生年月日, and as soon as it stands there its era and the age: papers have the era. */
export function BirthDateField({ value, ...field }: BirthDateFieldProps) {
  const { t } = useTranslation();
  const isWhole = value >= EARLIEST && value <= today();
  return (
    <div className="grid gap-1.5">
      <Field
        type="date"
        min={EARLIEST}
        max={today()}
        label={t('propose.birthDate')}
        className="sm:max-w-xs"
        value={value}
        {...field}
      />
      <p role="status" className="text-std-16N-170 text-ink-soft empty:hidden">
        {isWhole && t('propose.born', { era: formatEra(value), age: ageOn(value) })}
      </p>
    </div>
  );
}
