import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askDisclosure } from '../../api/disclosures';
import { ProblemError } from '../../api/request';
import { navigate, paths } from '../../app/route';
import { today } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Field } from '../../ui/Field';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { TextArea } from '../../ui/TextArea';
import { type AskFault, type AskForm, faultsOf, REQUESTERS, WORDS, wordsOf } from './ask-form';

const RANGE = ['from', 'upto'] as const;

/** Records a request, which another person of the city decides. */
export function AskCard({ room }: { room: string }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<AskForm>({
    requester: 'person',
    relation: '',
    receivedOn: today(),
    legalBasis: t('disclosure.legalBasisUsual'),
    purpose: '',
    identityCheck: '',
    from: '',
    upto: '',
  });
  const [complains, setComplains] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  // The same until something else is typed: what was sent twice is one request.
  const sent = useRef<{ id: string; text: string }>(undefined);
  const set = (change: Partial<AskForm>) => setForm((before) => ({ ...before, ...change }));
  const faults = faultsOf(form, today());
  const fault = (field: AskFault) =>
    complains && faults.has(field) ? t(`disclosure.fault.${field}`, { longest: WORDS }) : undefined;
  const required = t('receipt.required');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setComplains(faults.size > 0);
    if (working || faults.size > 0) return;
    const words = wordsOf(form);
    const text = JSON.stringify(words);
    if (sent.current?.text !== text) sent.current = { id: uuidv7(), text };
    setWorking(true);
    setProblem(undefined);
    try {
      const { request } = await askDisclosure(room, { id: sent.current.id, words });
      navigate(paths.disclosure(request));
    } catch (error) {
      const field = error instanceof ProblemError ? error.problem.field : undefined;
      if (field === 'from') setProblem(t('disclosure.nothingThere'));
      else if (field === 'upto') setProblem(t('disclosure.tooMuch'));
      else setProblem(problemWords(t, error));
      setWorking(false);
    }
  };

  return (
    <Card title={t('disclosure.ask')}>
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        <fieldset className="grid gap-1">
          <legend className="pb-1 text-std-17B-170">{t('disclosure.requester')}</legend>
          {REQUESTERS.map((one) => (
            <label key={one} className="flex min-h-11 items-center gap-3 text-std-17N-170">
              <input
                type="radio"
                name="requester"
                value={one}
                checked={form.requester === one}
                onChange={() => set({ requester: one })}
                className="size-6 shrink-0 accent-key-900"
              />
              {t(`disclosure.by.${one}`)}
            </label>
          ))}
        </fieldset>
        {form.requester !== 'person' && (
          <Field
            name="relation"
            label={t(`disclosure.relationOf.${form.requester}`)}
            requiredWord={required}
            value={form.relation}
            error={fault('relation')}
            onChange={(event) => set({ relation: event.target.value })}
          />
        )}
        <Field
          type="date"
          name="received_on"
          label={t('disclosure.receivedOn')}
          requiredWord={required}
          hint={t('disclosure.receivedOnHint')}
          max={today()}
          value={form.receivedOn}
          error={fault('received_on')}
          onChange={(event) => set({ receivedOn: event.target.value })}
        />
        <TextArea
          name="legal_basis"
          label={t('disclosure.legalBasis')}
          requiredWord={required}
          rows={2}
          value={form.legalBasis}
          error={fault('legal_basis')}
          onChange={(event) => set({ legalBasis: event.target.value })}
        />
        <TextArea
          name="purpose"
          label={t('disclosure.purpose')}
          requiredWord={required}
          hint={t('disclosure.purposeHint')}
          rows={3}
          value={form.purpose}
          error={fault('purpose')}
          onChange={(event) => set({ purpose: event.target.value })}
        />
        <TextArea
          name="identity_check"
          label={t('disclosure.identityCheck')}
          requiredWord={required}
          hint={t('disclosure.identityCheckHint')}
          rows={2}
          value={form.identityCheck}
          error={fault('identity_check')}
          onChange={(event) => set({ identityCheck: event.target.value })}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          {RANGE.map((one) => (
            <Field
              key={one}
              type="date"
              name={one}
              label={t(`disclosure.${one}`)}
              hint={t(`disclosure.${one}Hint`)}
              max={today()}
              value={form[one]}
              error={fault(one)}
              onChange={(event) => set({ [one]: event.target.value })}
            />
          ))}
        </div>
        <p className="text-std-16N-170">{t('disclosure.askText')}</p>
        <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
        <Button type="submit" size="lg" busy={working} className="justify-self-start">
          {t('disclosure.askYes')}
        </Button>
      </form>
    </Card>
  );
}
