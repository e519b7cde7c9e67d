import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { correctIdentity, readIdentity } from '../../api/identity';
import { ProblemError } from '../../api/request';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { formatDate, formatEra, formatMoment, today } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { IdentityView } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { TextArea } from '../../ui/TextArea';
import { useSaid } from '../../ui/use-said';
import { BasisChoice } from '../propose/BasisChoice';
import { BirthDateField } from '../propose/BirthDateField';
import {
  faultyFields,
  isProposalField,
  type ProposalField,
  type ProposalForm,
} from '../propose/proposal-form';

type Fault = ProposalField | 'reason';

const MAX_REASON = 1_000;

const formOf = ({ room, basis }: IdentityView): ProposalForm => ({
  name: room.label,
  kana: room.kana,
  birth_date: room.birth_date,
  basis,
});

/** What was typed stays. What was left as it stood before becomes what stands there now: nobody takes back what somebody else corrected. */
function broughtUpTo(now: ProposalForm, before: ProposalForm, typed: ProposalForm): ProposalForm {
  const of = <Key extends ProposalField>(field: Key) =>
    typed[field] === before[field] ? now[field] : typed[field];
  return { name: of('name'), kana: of('kana'), birth_date: of('birth_date'), basis: of('basis') };
}

/** お名前などの訂正: whom a room is about, and what stood there before. */
export default function IdentityScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const { found: seen, setFound, problem, setProblem, load } = useLoaded(readIdentity, room);
  const [form, setForm] = useState<ProposalForm>();
  const [reason, setReason] = useState('');
  const [faulty, setFaulty] = useState<readonly Fault[]>([]);
  const [working, setWorking] = useState(false);
  const [done, setDone] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  // The form is longer than a phone: what came of it stands above, and the button below.
  const said = useSaid(problem, done ? t('identity.done') : undefined);

  // The page is read anew because it was out of date.
  const stood = useRef<ProposalForm>(undefined);
  useEffect(() => {
    if (!seen) return;
    const [now, before] = [formOf(seen), stood.current];
    stood.current = now;
    setForm((typed) => (typed && before ? broughtUpTo(now, before, typed) : now));
  }, [seen]);

  const set = (change: Partial<ProposalForm>) => {
    setForm((before) => before && { ...before, ...change });
    setFaulty([]);
  };
  const complain = (fields: readonly Fault[]) => {
    setFaulty(fields);
    if (fields[0]) element.current?.querySelector<HTMLElement>(`[name="${fields[0]}"]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!seen || !form || working) return;
    setProblem(undefined);
    setDone(false);
    const fits = reason.trim() !== '' && [...reason].length <= MAX_REASON;
    const found: Fault[] = [...faultyFields(form, today()), ...(fits ? [] : (['reason'] as const))];
    complain(found);
    if (found.length > 0) return;
    setWorking(true);
    try {
      const corrected = await correctIdentity(room, {
        version: seen.room.version,
        name: form.name.trim(),
        kana: form.kana.trim(),
        birth_date: form.birth_date,
        basis: form.basis === 'lives_here' ? 'lives_here' : 'resident',
        basis_before: seen.basis,
        reason: reason.trim(),
      });
      setFound(corrected);
      setForm(formOf(corrected));
      setReason('');
      setDone(true);
    } catch (error) {
      const told = error instanceof ProblemError ? error.problem : undefined;
      const [code, field] = [told?.code, told?.field];
      if (field === 'unchanged') setProblem(t('identity.unchanged'));
      else if (field === 'reason' || isProposalField(field)) complain([field]);
      else setProblem(code === 'stale' ? t('identity.stale') : problemWords(t, error));
      if (code === 'stale') await load();
    }
    setWorking(false);
  };

  if (!seen && !problem) return <Waiting />;
  const errorOf = (field: Fault) => {
    if (!faulty.includes(field)) return undefined;
    return field === 'reason' ? t('identity.reasonEmpty') : t(`propose.wrong.${field}`);
  };
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('receipt.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('identity.title')} className="text-std-28B-150" />
        {seen && (
          <p className="text-std-17N-170">
            {t('receipt.for', { name: seen.room.label, kana: seen.room.kana })}
            <br />
            {t('identity.stands', {
              date: formatDate(seen.room.birth_date),
              era: formatEra(seen.room.birth_date),
              basis: t(`propose.${seen.basis}`),
            })}
          </p>
        )}
        <p className="text-ink-soft">{t('identity.lead')}</p>
      </div>
      <LiveRegion ref={said} className="grid gap-3">
        {done && <Notice tone="success">{t('identity.done')}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {form && (
        <form
          ref={element}
          noValidate
          onSubmit={(event) => void submit(event)}
          className="grid gap-6 rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-8"
        >
          <Field
            name="name"
            label={t('propose.name')}
            requiredWord={t('receipt.required')}
            value={form.name}
            error={errorOf('name')}
            autoComplete="off"
            onChange={(event) => set({ name: event.target.value })}
          />
          <Field
            name="kana"
            label={t('propose.kana')}
            requiredWord={t('receipt.required')}
            value={form.kana}
            error={errorOf('kana')}
            autoComplete="off"
            onChange={(event) => set({ kana: event.target.value })}
          />
          <BirthDateField
            name="birth_date"
            requiredWord={t('receipt.required')}
            value={form.birth_date}
            error={errorOf('birth_date')}
            onChange={(event) => set({ birth_date: event.target.value })}
          />
          <BasisChoice value={form.basis} error={errorOf('basis')} onChange={(basis) => set({ basis })} />
          <TextArea
            name="reason"
            label={t('identity.reason')}
            hint={t('identity.reasonHint')}
            requiredWord={t('receipt.required')}
            value={reason}
            error={errorOf('reason')}
            onChange={(event) => {
              setReason(event.target.value);
              setFaulty([]);
            }}
          />
          <div className="flex flex-wrap gap-3">
            <Button type="submit" size="lg" busy={working}>
              {t('identity.submit')}
            </Button>
            <Link href={paths.city} className={buttonClass('text', 'lg')}>
              {t('receipt.cancel')}
            </Link>
          </div>
        </form>
      )}
      {seen && <History seen={seen} />}
    </div>
  );
}

/** What stood there before, the newest first. */
function History({ seen }: { seen: IdentityView }) {
  const { t } = useTranslation();
  return (
    <Card title={t('identity.history')}>
      {seen.corrections.length === 0 && (
        <p className="text-std-16N-170 text-ink-soft">{t('identity.never')}</p>
      )}
      {seen.corrections.length > 0 && (
        <ol aria-label={t('identity.history')} className="grid gap-3">
          {seen.corrections.map((one) => (
            <li key={one.at} className="grid gap-1 border-t border-line pt-3 first:border-t-0 first:pt-0">
              <p className="text-std-16N-170 text-ink-soft">
                {t('identity.by', { at: formatMoment(one.at), by: one.by })}
              </p>
              <p className="text-std-17N-170">
                {t('identity.was', {
                  name: one.name,
                  kana: one.kana,
                  date: formatDate(one.birth_date),
                  era: formatEra(one.birth_date),
                  basis: t(`propose.${one.basis}`),
                })}
              </p>
              <p className="text-std-16N-170 whitespace-pre-wrap">
                {t('identity.why', { reason: one.reason })}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
