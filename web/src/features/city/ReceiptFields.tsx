import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { useCity } from '../../app/city-context';
import { Link } from '../../app/route';
import { today } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { ConsentReceiptBody } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import {
  blankReceipt,
  faultyFields,
  isReceiptField,
  type ReceiptField,
  type ReceiptForm,
  receiptBody,
} from './receipt-form';
import { ScopeFields } from './ScopeFields';
import { SignedByChoice } from './SignedByChoice';
import { blankScope, faultyScope, type ScopeField, type ScopeForm, scopeOf } from './scope-form';

/** What must be ticked before it is sent. */
export type Tick = { name: string; label: string; missing: string };

type ReceiptFieldsProps = {
  /** Of the room, as it was shown. */
  version: number;
  submitWord: string;
  signedOnWrong: string;
  back: string;
  ticks?: readonly Tick[];
  send(receipt: ConsentReceiptBody): Promise<void>;
  onStale(): void;
};

/** The form; whatever goes wrong, what was typed stays. */
export function ReceiptFields({
  version,
  submitWord,
  signedOnWrong,
  back,
  ticks = [],
  send,
  onStale,
}: ReceiptFieldsProps) {
  const { t } = useTranslation();
  const city = useCity();
  const [form, setForm] = useState<ReceiptForm>(blankReceipt);
  const [scope, setScope] = useState<ScopeForm>(blankScope);
  const [faulty, setFaulty] = useState<readonly ReceiptField[]>([]);
  const [faultyOfScope, setFaultyOfScope] = useState<readonly ScopeField[]>([]);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [unticked, setUnticked] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  const element = useRef<HTMLFormElement>(null);

  const set = (field: ReceiptField) => (value: string) => {
    setForm((before) => ({ ...before, [field]: value }));
    setFaulty((before) => before.filter((one) => one !== field));
  };

  const complain = (
    fields: readonly ReceiptField[],
    ofScope: readonly ScopeField[] = [],
    ofTicks: readonly string[] = [],
  ) => {
    setFaulty(fields);
    setFaultyOfScope(ofScope);
    setUnticked(ofTicks);
    const first = fields[0] ?? ofScope[0] ?? ofTicks[0];
    if (first) element.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    const found = faultyFields(form, today());
    const foundInScope = faultyScope(scope);
    const missing = ticks.map(({ name }) => name).filter((name) => !ticked.includes(name));
    complain(found, foundInScope, missing);
    if (found.length + foundInScope.length + missing.length > 0) return;
    setWorking(true);
    try {
      await send(receiptBody(form, version, scopeOf(scope)));
      setWorking(false);
    } catch (error) {
      setWorking(false);
      if (!(error instanceof ProblemError)) return setProblem(problemWords(t, error));
      const { code, field } = error.problem;
      if (code === 'stale') onStale();
      else if (field === 'members') setProblem(t('scope.outside'));
      else if (isReceiptField(field)) complain([field]);
      else setProblem(problemWords(t, error));
    }
  };

  const words: Record<ReceiptField, string> = {
    signed_by: t('receipt.signedByEmpty'),
    relation: t('receipt.relationEmpty'),
    why_not_person: t('receipt.whyNotPersonEmpty'),
    form_version: t('receipt.formVersionEmpty'),
    signed_on: signedOnWrong,
    received_on: t('receipt.receivedOnWrong'),
  };
  const errorOf = (field: ReceiptField) => (faulty.includes(field) ? words[field] : undefined);
  const field = (name: ReceiptField) => ({
    name,
    requiredWord: t('receipt.required'),
    value: form[name],
    error: errorOf(name),
    onChange: (event: { target: { value: string } }) => set(name)(event.target.value),
  });

  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => void submit(event)}
      className="grid gap-7 rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-8"
    >
      <div role="alert" className="grid gap-3 empty:absolute">
        {faulty.length + faultyOfScope.length + unticked.length > 0 && (
          <Notice tone="error">{t('receipt.summary')}</Notice>
        )}
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      <SignedByChoice value={form.signed_by} error={errorOf('signed_by')} onChange={set('signed_by')} />
      {form.signed_by === 'proxy' && (
        <div className="grid gap-6 border-l-4 border-key-200 pl-4 sm:pl-6">
          <Field label={t('receipt.relation')} hint={t('receipt.relationHint')} {...field('relation')} />
          <Field
            label={t('receipt.whyNotPerson')}
            hint={t('receipt.noMyNumber')}
            {...field('why_not_person')}
          />
        </div>
      )}
      <Field
        label={t('receipt.formVersion')}
        hint={t('receipt.formVersionHint', { version: city?.consent_form.version ?? '' })}
        className="sm:max-w-xs"
        {...field('form_version')}
      />
      <div className="grid gap-7 sm:grid-cols-2">
        <Field type="date" max={today()} label={t('receipt.signedOn')} {...field('signed_on')} />
        <Field type="date" max={today()} label={t('receipt.receivedOn')} {...field('received_on')} />
      </div>
      <ScopeFields
        value={scope}
        faulty={faultyOfScope}
        onChange={(change) => {
          setScope((before) => ({ ...before, ...change }));
          setFaultyOfScope([]);
        }}
      />
      {ticks.map(({ name, label, missing }) => (
        <Checkbox
          key={name}
          name={name}
          label={label}
          requiredWord={t('receipt.required')}
          checked={ticked.includes(name)}
          error={unticked.includes(name) ? missing : undefined}
          onChange={(is) => {
            setTicked((before) => (is ? [...before, name] : before.filter((one) => one !== name)));
            setUnticked((before) => before.filter((one) => one !== name));
          }}
        />
      ))}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" size="lg" busy={working}>
          {submitWord}
        </Button>
        <Link href={back} className={buttonClass('text', 'lg')}>
          {t('receipt.cancel')}
        </Link>
      </div>
    </form>
  );
}
