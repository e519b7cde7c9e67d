import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import type { ApplicationReceipt, FacilityApplicationBody, ListedField } from '../../protocol';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { SelectField } from '../../ui/SelectField';
import {
  type ApplicationField,
  applicationBody,
  blankApplication,
  CATEGORIES,
  type ApplicationForm as Form,
  faultyFields,
  isApplicationField,
  LISTED,
} from './application-form';

type ApplicationFormProps = {
  purpose: string;
  /** Keyed in from paper by the city. */
  fromPaper?: boolean;
  send(body: FacilityApplicationBody): Promise<ApplicationReceipt>;
  onSent(receipt: ApplicationReceipt, mail: string): void;
};

/** 施設の利用申請. Whatever goes wrong, what was typed stays. */
export function ApplicationForm({ purpose, fromPaper = false, send, onSent }: ApplicationFormProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<Form>(blankApplication);
  const [faulty, setFaulty] = useState<readonly ApplicationField[]>([]);
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  // The same at every try, so that an answer that was lost opens no second case; another once something else is sent.
  const sent = useRef<{ id: string; text: string }>(undefined);
  const element = useRef<HTMLFormElement>(null);

  const set = <K extends keyof Form>(field: K, value: Form[K]) => {
    setForm((before) => ({ ...before, [field]: value }));
    setFaulty((before) => before.filter((one) => one !== field));
  };

  const complain = (fields: readonly ApplicationField[]) => {
    setFaulty(fields);
    const [first] = fields;
    if (first) element.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    const wrong = faultyFields(form);
    complain(wrong);
    const { category } = form;
    if (wrong.length > 0 || category === '') return;
    setWorking(true);
    const text = JSON.stringify(form);
    if (sent.current?.text !== text) sent.current = { id: uuidv7(), text };
    const body = applicationBody({ ...form, category }, sent.current.id);
    try {
      onSent(await send(body), body.mail);
    } catch (error) {
      setWorking(false);
      const field = error instanceof ProblemError ? error.problem.field : undefined;
      if (isApplicationField(field)) complain([field]);
      else setProblem(problemWords(t, error));
    }
  };

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
  const toggle = (field: ListedField, on: boolean) =>
    set('listed', on ? [...form.listed, field] : form.listed.filter((one) => one !== field));

  return (
    <form ref={element} noValidate onSubmit={(event) => void submit(event)} className="grid gap-9">
      <div role="alert" className="grid gap-3 empty:-mt-9">
        {faulty.length > 0 && <Notice tone="error">{t('receipt.summary')}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      <Part title={t('apply.partFacility')}>
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
        {form.category === 'other_admitted' && <Field hint={t('apply.hint.ground')} {...text('ground')} />}
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
      <Part title={t('apply.partPurpose')} lead={t('apply.purposeLead')}>
        <blockquote className="rounded-8 border-l-4 border-key-900 bg-key-50 px-4 py-3 text-std-16N-170">
          {purpose}
        </blockquote>
        <Checkbox
          name="agrees_to_purpose"
          label={t(fromPaper ? 'apply.agreesOnPaper' : 'apply.agrees')}
          requiredWord={t('receipt.required')}
          checked={form.agrees_to_purpose}
          error={errorOf('agrees_to_purpose')}
          onChange={(on) => set('agrees_to_purpose', on)}
        />
      </Part>
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
      <Button type="submit" size="lg" busy={working} className="w-full sm:max-w-sm">
        {working ? t('apply.sending') : t(fromPaper ? 'apply.keyIn' : 'apply.send')}
      </Button>
    </form>
  );
}

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
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
