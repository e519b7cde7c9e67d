import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { proposePerson } from '../../api/proposals';
import { ProblemError } from '../../api/request';
import { Link, navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { today } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import { Button, buttonClass } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { leaveOutcome } from '../city/outcome';
import { BasisChoice } from './BasisChoice';
import { BirthDateField } from './BirthDateField';
import {
  blankProposal,
  faultyFields,
  isProposalField,
  type ProposalField,
  type ProposalForm,
  proposalBody,
} from './proposal-form';

/** 支援対象者の提案: the least that the city needs to know whose consent form it waits for. */
export default function ProposeScreen() {
  const { t } = useTranslation();
  const isCity = useSession().session.role === 'city_moderator';
  const [form, setForm] = useState<ProposalForm>(blankProposal);
  const [faulty, setFaulty] = useState<readonly ProposalField[]>([]);
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  // The same until something else is typed: what was sent twice is proposed once.
  const sent = useRef<{ id: string; text: string }>(undefined);
  const back = isCity ? paths.city : paths.rooms;

  const set = (field: ProposalField) => (value: string) => {
    setForm((before) => ({ ...before, [field]: value }));
    setFaulty((before) => before.filter((one) => one !== field));
  };

  const complain = (fields: readonly ProposalField[]) => {
    setFaulty(fields);
    const [first] = fields;
    if (first) element.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    const found = faultyFields(form, today());
    complain(found);
    if (found.length > 0) return;
    const text = JSON.stringify(form);
    if (sent.current?.text !== text) sent.current = { id: uuidv7(), text };
    setWorking(true);
    try {
      const { room } = await proposePerson(proposalBody(sent.current.id, form));
      if (isCity) leaveOutcome([t('propose.registered', { name: form.name.trim() })]);
      navigate(isCity ? paths.city : paths.room(room));
    } catch (error) {
      setWorking(false);
      const field = error instanceof ProblemError ? error.problem.field : undefined;
      if (isProposalField(field)) complain([field]);
      else setProblem(problemWords(t, error));
    }
  };

  const errorOf = (field: ProposalField) =>
    faulty.includes(field) ? t(`propose.wrong.${field}`) : undefined;
  const field = (name: ProposalField) => ({
    name,
    requiredWord: t('receipt.required'),
    value: form[name],
    error: errorOf(name),
    onChange: (event: { target: { value: string } }) => set(name)(event.target.value),
  });

  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={back}>
        <BackIcon className="size-5" />
        {t(isCity ? 'receipt.back' : 'error.toRooms')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t(isCity ? 'propose.register' : 'propose.title')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('propose.lead')}</p>
        <TextLink href={paths.consentForm}>{t('consentForm.open')}</TextLink>
      </div>
      <form
        ref={element}
        noValidate
        onSubmit={(event) => void submit(event)}
        className="grid gap-7 rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-8"
      >
        <div role="alert" className="grid gap-3 empty:absolute">
          {faulty.length > 0 && <Notice tone="error">{t('receipt.summary')}</Notice>}
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
        <Field label={t('propose.name')} hint={t('propose.nameHint')} {...field('name')} />
        <Field label={t('propose.kana')} hint={t('propose.kanaHint')} {...field('kana')} />
        <BirthDateField {...field('birth_date')} />
        <BasisChoice value={form.basis} error={errorOf('basis')} onChange={set('basis')} />
        <Notice tone="info">{t(isCity ? 'propose.nextCity' : 'propose.next')}</Notice>
        <div className="flex flex-wrap gap-3">
          <Button type="submit" size="lg" busy={working}>
            {t(isCity ? 'propose.submitCity' : 'propose.submit')}
          </Button>
          <Link href={back} className={buttonClass('text', 'lg')}>
            {t('receipt.cancel')}
          </Link>
        </div>
      </form>
    </div>
  );
}
