import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedField } from '../../protocol';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { SelectField } from '../../ui/SelectField';
import { type ApplicationField, type ApplicationForm, CATEGORIES, LISTED } from './application-form';

type FacilityFieldsProps = {
  form: ApplicationForm;
  faulty: readonly ApplicationField[];
  /** What stands in the place of name and category while they do not change. */
  fixed?: ReactNode;
  set<K extends keyof ApplicationForm>(field: K, value: ApplicationForm[K]): void;
};

/** What a facility states about itself, and where the city reaches it. */
export function FacilityFields({ form, faulty, fixed, set }: FacilityFieldsProps) {
  const { t } = useTranslation();
  const errorOf = (field: ApplicationField) =>
    faulty.includes(field) ? t(`apply.wrong.${field}`) : undefined;
  const text = (field: 'name' | 'ground' | 'address' | 'representative' | 'mail' | 'phone') => ({
    name: field,
    label: t(`apply.field.${field}`),
    requiredWord: t('receipt.required'),
    value: form[field],
    error: errorOf(field),
    onChange: (event: { target: { value: string } }) => set(field, event.target.value),
  });
  return (
    <>
      <Part title={t('apply.partFacility')}>
        {fixed ?? (
          <>
            <Field autoComplete="organization" hint={t('apply.hint.name')} {...text('name')} />
            <SelectField
              name="category"
              label={t('apply.field.category')}
              requiredWord={t('receipt.required')}
              blank={t('staff.professionNone')}
              options={CATEGORIES.map((value) => ({ value, label: t(`category.${value}`) }))}
              value={form.category}
              error={errorOf('category')}
              onChange={(value) => set('category', CATEGORIES.find((one) => one === value) ?? '')}
            />
            {form.category === 'other_admitted' && (
              <Field hint={t('apply.hint.ground')} {...text('ground')} />
            )}
          </>
        )}
        <Field autoComplete="street-address" {...text('address')} />
        <Field autoComplete="name" {...text('representative')} />
      </Part>
      <Part title={t('apply.partContact')} lead={t('apply.contactLead')}>
        <Field type="email" inputMode="email" autoComplete="email" {...text('mail')} />
        <Field
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          hint={t('apply.hint.phone')}
          {...text('phone')}
        />
      </Part>
    </>
  );
}

/** What it agrees to be listed with, field by field. */
export function ListedFields({ form, set }: Pick<FacilityFieldsProps, 'form' | 'set'>) {
  const { t } = useTranslation();
  const toggle = (field: ListedField, on: boolean) =>
    set('listed', on ? [...form.listed, field] : form.listed.filter((one) => one !== field));
  return (
    <Part title={t('apply.partListed')} lead={t('apply.listedLead')}>
      <div className="grid gap-2 sm:grid-cols-2">
        {LISTED.map((field) => (
          <Checkbox
            key={field}
            name={`listed-${field}`}
            label={t(`apply.listed.${field}`)}
            checked={form.listed.includes(field)}
            onChange={(on) => toggle(field, on)}
          />
        ))}
      </div>
    </Part>
  );
}

export function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-5">
      <div className="grid gap-1 border-b border-line pb-2">
        <h2 id={id} className="text-std-20B-150">
          {title}
        </h2>
        {lead && <p className="text-std-16N-170 text-ink-soft">{lead}</p>}
      </div>
      {children}
    </section>
  );
}
