import { useTranslation } from 'react-i18next';
import type { Contact } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import type { FieldName } from './faults';

type ContactCardProps = {
  /** Its place among the contacts, which is all that it is called by. */
  at: number;
  contact: Contact;
  /** What is wrong with a field of the form. */
  errorOf(name: FieldName): string | undefined;
  onChange(change: Partial<Contact>): void;
  onRemove(): void;
};

/** Someone of the family, or close to the person. */
export function ContactCard({ at, contact, errorOf, onChange, onRemove }: ContactCardProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('particulars.one', { number: at + 1 })}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          name={`${at} name`}
          label={t('particulars.name')}
          requiredWord={t('receipt.required')}
          error={errorOf(`${at} name`)}
          value={contact.name}
          autoComplete="off"
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <Field
          name={`${at} relation`}
          label={t('receipt.relation')}
          requiredWord={t('receipt.required')}
          error={errorOf(`${at} relation`)}
          value={contact.relation}
          autoComplete="off"
          onChange={(event) => onChange({ relation: event.target.value })}
        />
        <Field
          type="tel"
          name={`${at} phone`}
          label={t('particulars.phone')}
          error={errorOf(`${at} phone`)}
          value={contact.phone}
          autoComplete="off"
          onChange={(event) => onChange({ phone: event.target.value })}
        />
      </div>
      <Checkbox
        name="is_told"
        label={t('particulars.isTold')}
        checked={contact.is_told}
        onChange={(is_told) => onChange({ is_told })}
      />
      <Button
        look="text"
        className="-ml-4 justify-self-start"
        aria-label={t('particulars.removeOne', { number: at + 1 })}
        onClick={onRemove}
      >
        {t('particulars.remove')}
      </Button>
    </Card>
  );
}
