import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportRoom } from '../../api/exports';
import { ProblemError } from '../../api/request';
import { useSession } from '../../app/session-context';
import { today } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import type { ExportPurpose, ExportForm as Form } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Field, FieldError } from '../../ui/Field';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { TextArea } from '../../ui/TextArea';
import { daysBefore, FORMS, faultOf, PURPOSES } from './export';

type ExportFormProps = {
  room: string;
  /** What the last one led to, in words. */
  done: string | undefined;
  /** Given the document as the server wrote it. */
  onMade(text: string): void;
};

/** Which days, what for, and on paper or as a file. */
export function ExportForm({ room, done, onMade }: ExportFormProps) {
  const { t } = useTranslation();
  const { session } = useSession();
  const [from, setFrom] = useState(daysBefore(today(), 30));
  const [upto, setUpto] = useState(today());
  const [purpose, setPurpose] = useState<ExportPurpose>();
  const [words, setWords] = useState('');
  const [form, setForm] = useState<Form>('print');
  const [complains, setComplains] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  // The same until something else is asked for: what was sent twice is one export.
  const sent = useRef<{ id: string; text: string }>(undefined);
  const fault = faultOf({ purpose, words, from, upto }, today());
  const shown = complains ? fault : undefined;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setComplains(fault !== undefined);
    if (working || fault || !purpose) return;
    const asked = { form, purpose, words: words.trim(), from, upto };
    const text = JSON.stringify(asked);
    if (sent.current?.text !== text) sent.current = { id: uuidv7(), text };
    setWorking(true);
    setProblem(undefined);
    try {
      const made = await exportRoom(room, { id: sent.current.id, ...asked });
      sent.current = undefined;
      onMade(made);
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setWorking(false);
  };

  /** The one fault that only the server can find. */
  const wordsOf = (error: unknown) =>
    error instanceof ProblemError && error.problem.field === 'from'
      ? t('export.nothing')
      : problemWords(t, error);

  return (
    <Card title={t('export.form')}>
      <form onSubmit={submit} noValidate className="grid gap-5">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field
            type="date"
            label={t('report.from')}
            requiredWord={t('receipt.required')}
            value={from}
            max={today()}
            error={shown === 'from' ? t('report.fault.from') : undefined}
            onChange={(event) => setFrom(event.target.value)}
          />
          <Field
            type="date"
            label={t('report.upto')}
            requiredWord={t('receipt.required')}
            value={upto}
            max={today()}
            error={shown === 'upto' ? t('export.fault.upto') : undefined}
            onChange={(event) => setUpto(event.target.value)}
          />
        </div>
        <fieldset className="grid gap-1" aria-describedby={shown === 'purpose' ? 'purpose-fault' : undefined}>
          <legend className="pb-1 text-std-17B-170">
            {t('export.purposeLabel')}
            <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
          </legend>
          {PURPOSES.map((one) => (
            <Choice
              key={one}
              name="purpose"
              label={t(`export.purpose.${one}`)}
              checked={purpose === one}
              onChoose={() => setPurpose(one)}
            />
          ))}
          {shown === 'purpose' && <FieldError id="purpose-fault">{t('export.fault.purpose')}</FieldError>}
        </fieldset>
        <TextArea
          label={t('export.words')}
          hint={t('export.wordsHint')}
          rows={2}
          value={words}
          error={shown === 'words' ? t('export.fault.words') : undefined}
          onChange={(event) => setWords(event.target.value)}
        />
        <fieldset className="grid gap-1">
          <legend className="pb-1 text-std-17B-170">{t('export.formLabel')}</legend>
          {session.on_shared_device ? (
            <p className="text-std-16N-170">{t('export.onShared')}</p>
          ) : (
            FORMS.map((one) => (
              <Choice
                key={one}
                name="form"
                label={t(`export.forms.${one}`)}
                checked={form === one}
                onChoose={() => setForm(one)}
              />
            ))
          )}
        </fieldset>
        <Notice tone="warning">{t('export.written')}</Notice>
        <LiveRegion>
          {problem && <Notice tone="error">{problem}</Notice>}
          {done && !problem && !working && <Notice tone="success">{done}</Notice>}
        </LiveRegion>
        <Button type="submit" size="lg" busy={working} className="justify-self-start">
          {t(working ? 'export.working' : `export.yes.${form}`)}
        </Button>
      </form>
    </Card>
  );
}

type ChoiceProps = { name: string; label: string; checked: boolean; onChoose(): void };

function Choice({ name, label, checked, onChoose }: ChoiceProps) {
  return (
    <label className="flex min-h-11 items-center gap-3 text-std-17N-170">
      <input
        type="radio"
        name={name}
        checked={checked}
        onChange={onChoose}
        className="size-6 shrink-0 accent-key-900"
      />
      {label}
    </label>
  );
}
