import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/Field';
import { fieldOf } from '../leak/leak-form';

type UntilFieldProps = { value: string; error: string | undefined; onChange(until: string): void };

/** Until when a room, or those of a disaster, may be used without consent. */
export function UntilField({ value, error, onChange }: UntilFieldProps) {
  const { t } = useTranslation();
  return (
    <Field
      type="datetime-local"
      name="until"
      label={t('exceptionalUse.until')}
      requiredWord={t('receipt.required')}
      hint={t('exceptionalUse.untilHint')}
      min={fieldOf(new Date())}
      value={value}
      error={error}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
