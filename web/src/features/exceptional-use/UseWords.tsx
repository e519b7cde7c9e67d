import { useTranslation } from 'react-i18next';
import { TextArea } from '../../ui/TextArea';

type WordsProps = { hint: string; value: string; error: string | undefined; onChange(words: string): void };

/** What happened, and which danger there is. */
export function CircumstancesField({ hint, value, error, onChange }: WordsProps) {
  const { t } = useTranslation();
  return (
    <TextArea
      name="circumstances"
      label={t('exceptionalUse.circumstances')}
      requiredWord={t('receipt.required')}
      hint={hint}
      rows={4}
      value={value}
      error={error}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** What a room is used for without consent, and for nothing else. */
export function PurposeField({ hint, value, error, onChange }: WordsProps) {
  const { t } = useTranslation();
  return (
    <TextArea
      name="purpose"
      label={t('exceptionalUse.purpose')}
      requiredWord={t('receipt.required')}
      hint={hint}
      rows={3}
      value={value}
      error={error}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
