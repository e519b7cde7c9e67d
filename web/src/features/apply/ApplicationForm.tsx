import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import type { ApplicationReceipt, FacilityApplicationBody } from '../../protocol';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Notice } from '../../ui/Notice';
import {
  type ApplicationField,
  applicationBody,
  blankApplication,
  type ApplicationForm as Form,
  faultyFields,
  isApplicationField,
} from './application-form';
import { FacilityFields, ListedFields, Part } from './FacilityFields';

type ApplicationFormProps = {
  purpose: string;
  /** Keyed in from paper by the city. */
  fromPaper?: boolean;
  send(body: FacilityApplicationBody): Promise<ApplicationReceipt>;
  onSent(receipt: ApplicationReceipt, body: FacilityApplicationBody): void;
  /** What else belongs to it, above the button. */
  children?: ReactNode;
};

/** 施設の利用申請. Whatever goes wrong, what was typed stays. */
export function ApplicationForm({
  purpose,
  fromPaper = false,
  send,
  onSent,
  children,
}: ApplicationFormProps) {
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
      onSent(await send(body), body);
    } catch (error) {
      setWorking(false);
      const field = error instanceof ProblemError ? error.problem.field : undefined;
      if (isApplicationField(field)) complain([field]);
      else setProblem(problemWords(t, error));
    }
  };

  return (
    <form ref={element} noValidate onSubmit={(event) => void submit(event)} className="grid gap-9">
      <div role="alert" className="grid gap-3 empty:absolute">
        {faulty.length > 0 && <Notice tone="error">{t('receipt.summary')}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      <FacilityFields form={form} faulty={faulty} set={set} />
      <Part title={t('apply.partPurpose')} lead={t('apply.purposeLead')}>
        <blockquote className="rounded-8 border-l-4 border-key-900 bg-key-50 px-4 py-3 text-std-16N-170">
          {purpose}
        </blockquote>
        <Checkbox
          name="agrees_to_purpose"
          label={t(fromPaper ? 'apply.agreesOnPaper' : 'apply.agrees')}
          requiredWord={t('receipt.required')}
          checked={form.agrees_to_purpose}
          error={faulty.includes('agrees_to_purpose') ? t('apply.wrong.agrees_to_purpose') : undefined}
          onChange={(on) => set('agrees_to_purpose', on)}
        />
      </Part>
      <ListedFields form={form} set={set} />
      {children}
      <Button type="submit" size="lg" busy={working} className="w-full sm:max-w-sm">
        {working ? t('apply.sending') : t(fromPaper ? 'apply.keyIn' : 'apply.send')}
      </Button>
    </form>
  );
}
