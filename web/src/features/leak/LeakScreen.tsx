import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enterLeak } from '../../api/leaks';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { today } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Checkbox } from '../../ui/Checkbox';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { SelectField } from '../../ui/SelectField';
import { TextArea } from '../../ui/TextArea';
import { useChoices } from '../audit/use-choices';
import {
  faultsOf,
  fieldOf,
  type LeakFault,
  type LeakForm,
  momentOf,
  SUBJECTS,
  TITLE,
  WORDS,
} from './leak-form';

/** 漏えい等: what happened, whose accesses are fixed, and since when it is known. */
export default function LeakScreen() {
  const { t } = useTranslation();
  const { choices, problem: unread } = useChoices('city_moderator');
  const [form, setForm] = useState<LeakForm>(() => ({
    title: '',
    kind: 'room',
    subject: '',
    from: '',
    upto: fieldOf(new Date()),
    knownOn: today(),
    mayBeWrongful: false,
    words: '',
  }));
  const [complains, setComplains] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  // The same until something else is typed: what was sent twice is one case.
  const sent = useRef<{ id: string; text: string }>(undefined);
  const set = (change: Partial<LeakForm>) => setForm((before) => ({ ...before, ...change }));
  // Once something was wrong, each field says so until it is right.
  const faults = faultsOf(form, new Date());
  const fault = (field: LeakFault) => (complains && faults.has(field) ? t(`leak.fault.${field}`) : undefined);
  const required = t('receipt.required');
  const options = {
    room: choices?.rooms,
    account: choices?.accounts,
    device: choices?.devices,
  }[form.kind];

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setComplains(faults.size > 0);
    if (working || faults.size > 0) return;
    const { title, kind, subject, words } = form;
    const body = {
      title: title.trim(),
      kind,
      subject,
      from: momentOf(form.from),
      upto: momentOf(form.upto),
      known_on: form.knownOn,
      may_be_wrongful: form.mayBeWrongful,
      words: words.trim(),
    };
    const text = JSON.stringify(body);
    if (sent.current?.text !== text) sent.current = { id: uuidv7(), text };
    setWorking(true);
    setProblem(undefined);
    try {
      const { line } = await enterLeak({ id: sent.current.id, ...body });
      navigate(paths.case(line.case));
    } catch (error) {
      setProblem(problemWords(t, error));
      setWorking(false);
    }
  };

  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.cases}>
        <BackIcon className="size-5" />
        {t('cases.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('leak.enter')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('leak.lead')}</p>
      </div>
      <form onSubmit={submit} noValidate className="grid gap-5">
        <Card title={t('leak.what')}>
          <Field
            name="title"
            label={t('leak.title')}
            requiredWord={required}
            hint={t('leak.titleHint', { longest: TITLE })}
            value={form.title}
            error={fault('title')}
            onChange={(event) => set({ title: event.target.value })}
          />
          <TextArea
            name="words"
            label={t('leak.words')}
            requiredWord={required}
            hint={t('leak.wordsHint', { longest: WORDS })}
            rows={4}
            value={form.words}
            error={fault('words')}
            onChange={(event) => set({ words: event.target.value })}
          />
          <Field
            type="date"
            name="known_on"
            label={t('leak.knownOn')}
            requiredWord={required}
            hint={t('leak.knownOnHint')}
            max={today()}
            value={form.knownOn}
            error={fault('known_on')}
            onChange={(event) => set({ knownOn: event.target.value })}
          />
          <Checkbox
            name="may_be_wrongful"
            label={t('leak.wrongful')}
            checked={form.mayBeWrongful}
            onChange={(mayBeWrongful) => set({ mayBeWrongful })}
          />
        </Card>
        <Card title={t('leak.whose')}>
          <p className="text-std-16N-170 text-ink-soft">{t('leak.whoseLead')}</p>
          {unread && <Notice tone="error">{unread}</Notice>}
          <fieldset className="flex flex-wrap gap-2">
            <legend className="sr-only">{t('leak.whose')}</legend>
            {SUBJECTS.map((kind) => (
              <ChoiceChip
                key={kind}
                name="kind"
                value={kind}
                chosen={kind === form.kind}
                onChoose={() => set({ kind, subject: '' })}
                chosenLook="border-key-900 bg-key-900 text-white"
              >
                {t(`leak.kind.${kind}`)}
              </ChoiceChip>
            ))}
          </fieldset>
          <SelectField
            name="subject"
            label={t(`leak.subject.${form.kind}`)}
            requiredWord={required}
            blank={t('leak.choose')}
            options={options ?? []}
            value={form.subject}
            error={fault('subject')}
            onChange={(subject) => set({ subject })}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <Field
              type="datetime-local"
              name="from"
              label={t('leak.from')}
              requiredWord={required}
              value={form.from}
              error={fault('from')}
              onChange={(event) => set({ from: event.target.value })}
            />
            <Field
              type="datetime-local"
              name="upto"
              label={t('leak.upto')}
              requiredWord={required}
              value={form.upto}
              error={fault('upto')}
              onChange={(event) => set({ upto: event.target.value })}
            />
          </div>
        </Card>
        <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
        <Button type="submit" size="lg" busy={working} className="justify-self-start">
          {t('leak.enterYes')}
        </Button>
      </form>
    </div>
  );
}
