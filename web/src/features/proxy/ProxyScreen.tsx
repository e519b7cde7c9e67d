import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { suspendByProxy } from '../../api/proxy';
import { isProblemOf, ProblemError } from '../../api/request';
import { ScreenTitle } from '../../app/ScreenTitle';
import { formatDate } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import { Button } from '../../ui/Button';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { Dialog } from '../../ui/Dialog';
import { Field, FieldError } from '../../ui/Field';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import {
  emptyProxyForm,
  GROUNDS,
  type ProxyFault,
  type ProxyForm,
  proxyBody,
  proxyFaults,
  WHATS,
  WORDS,
} from './proxy-form';

const CHOSEN = 'border-key-900 bg-key-900 text-white';

type Said = { tone: 'success' | 'error'; text: string };

/** 緊急時の代行: the operator suspends an ID or a device for the city. They type what they were told, and are shown nothing. */
export default function ProxyScreen() {
  const { t } = useTranslation();
  const [form, setForm] = useState<ProxyForm>(emptyProxyForm);
  const [faults, setFaults] = useState<ProxyFault[]>([]);
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const [said, setSaid] = useState<Said>();
  const region = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!said) return;
    region.current?.scrollIntoView({ block: 'center' });
    region.current?.focus({ preventScroll: true });
  }, [said]);

  const change = (part: Partial<ProxyForm>) => {
    setForm((before) => ({ ...before, ...part }));
    const touched = 'day' in part || 'time' in part ? ['at'] : Object.keys(part);
    setFaults((before) => before.filter((field) => !touched.includes(field)));
  };
  const wrong = (field: ProxyFault) => (faults.includes(field) ? t(`proxy.${field}Wrong`) : undefined);

  const ask = (event: FormEvent) => {
    event.preventDefault();
    const found = proxyFaults(form);
    setFaults(found);
    setSaid(undefined);
    setAsking(found.length === 0);
  };

  const explain = (error: unknown): string => {
    if (isProblemOf(error, 'not_found')) return t(`proxy.notFound.${form.what}`);
    if (isProblemOf(error, 'stale')) return t('proxy.stale');
    const field = error instanceof ProblemError ? error.problem.field : undefined;
    if (field === 'account' || field === 'device') return t(`proxy.${field}`);
    if (field === 'asked_at') return t('proxy.atWrong');
    if (field === 'asked_by') return t('proxy.byWrong');
    return problemWords(t, error);
  };

  const suspend = async () => {
    setAsking(false);
    setWorking(true);
    try {
      const { receipt, due } = await suspendByProxy(proxyBody(form));
      setForm(emptyProxyForm());
      setSaid({ tone: 'success', text: t('proxy.done', { receipt, due: formatDate(due) }) });
    } catch (error) {
      // Who did not want to use the passkey is told nothing: they know.
      if (!isProblemOf(error, 'step_up_required')) setSaid({ tone: 'error', text: explain(error) });
    }
    setWorking(false);
  };

  const text = (field: 'login' | 'label' | 'of' | 'by', hint?: string) => (
    <Field
      name={field}
      label={t(`proxy.${field}`)}
      requiredWord={t('receipt.required')}
      hint={hint}
      error={wrong(field)}
      value={form[field]}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      onChange={(event) => change({ [field]: event.target.value })}
    />
  );

  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <div className="grid gap-1">
        <ScreenTitle screen={t('proxy.title')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('proxy.lead')}</p>
        <p className="text-ink-soft">{t('proxy.noList')}</p>
      </div>
      <LiveRegion ref={region}>{said && <Notice tone={said.tone}>{said.text}</Notice>}</LiveRegion>
      <form
        onSubmit={ask}
        noValidate
        className="grid gap-5 rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-8"
      >
        <Choice
          legend={t('proxy.what')}
          options={WHATS}
          chosen={form.what}
          wordsOf={(one) => t(`proxy.whats.${one}`)}
          onChoose={(what) => change({ what })}
        />
        {form.what === 'account' ? (
          text('login', t('proxy.loginHint'))
        ) : (
          <>
            {text('label', t('proxy.labelHint'))}
            {text('of', t('proxy.ofHint'))}
          </>
        )}
        <Choice
          legend={t('proxy.grounds')}
          options={GROUNDS}
          chosen={form.grounds}
          error={wrong('grounds')}
          wordsOf={(one) => t(`grounds.${one}`)}
          onChoose={(grounds) => change({ grounds })}
        />
        <Choice
          legend={t('proxy.word')}
          options={WORDS}
          chosen={form.word}
          error={wrong('word')}
          wordsOf={(one) => t(`proxy.words.${one}`)}
          onChoose={(word) => change({ word })}
        />
        {form.word === 'asked' && (
          <>
            {text('by')}
            <fieldset className="grid gap-1.5">
              <legend className="pb-1.5 text-std-17B-170">
                {t('proxy.at')}
                <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
              </legend>
              <div className="flex flex-wrap gap-3">
                {(['day', 'time'] as const).map((part) => (
                  <input
                    key={part}
                    type={part === 'day' ? 'date' : 'time'}
                    name={part}
                    aria-label={t(`proxy.${part}`)}
                    aria-invalid={wrong('at') ? true : undefined}
                    value={form[part]}
                    onChange={(event) => change({ [part]: event.target.value })}
                    className={`min-h-12 rounded-8 border bg-white px-4 py-2 text-std-17N-170 ${
                      wrong('at') ? 'border-error-1' : 'border-solid-gray-600 hover:border-black'
                    }`}
                  />
                ))}
              </div>
              {wrong('at') && <FieldError id="proxy-at">{wrong('at')}</FieldError>}
            </fieldset>
          </>
        )}
        <Button type="submit" size="lg" look="danger" busy={working} className="justify-self-start">
          {t('proxy.suspend')}
        </Button>
      </form>
      {asking && (
        <Dialog title={t('proxy.title')} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-17N-170">
              {t(`proxy.confirm.${form.what}`, {
                login: form.login.trim(),
                label: form.label.trim(),
                of: form.of.trim(),
              })}
            </p>
            <p className="text-std-17N-170">{t('proxy.confirmReport')}</p>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('proxy.backToForm')}
            </Button>
            <Button look="danger" onClick={() => void suspend()}>
              {t('proxy.suspend')}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

type ChoiceProps<One extends string> = {
  legend: string;
  options: readonly One[];
  chosen: One | undefined;
  error?: string | undefined;
  wordsOf(one: One): string;
  onChoose(one: One): void;
};

function Choice<One extends string>({ legend, options, chosen, error, wordsOf, onChoose }: ChoiceProps<One>) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="pb-2 text-std-17B-170">
        {legend}
        <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
      </legend>
      <div className="flex flex-wrap gap-2">
        {options.map((one) => (
          <ChoiceChip
            key={one}
            name={id}
            value={one}
            chosen={one === chosen}
            onChoose={() => onChoose(one)}
            chosenLook={CHOSEN}
          >
            {wordsOf(one)}
          </ChoiceChip>
        ))}
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}
