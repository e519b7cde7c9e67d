import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeParticulars, readParticulars } from '../../api/particulars';
import { isProblemOf, ProblemError } from '../../api/request';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { Contact, Particulars, ParticularsView } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { useSaid } from '../../ui/use-said';
import { leaveOutcome } from '../city/outcome';
import { BasisCard } from './BasisCard';
import { ClashCard } from './ClashCard';
import { ContactCard } from './ContactCard';
import { type Clash, choose, isStored, merged, type Part } from './clash';
import { type Faults, type FieldName, faultsOf, MAX_CONTACTS, toSend } from './faults';

const BLANK: Contact = { name: '', relation: '', phone: '', is_told: false };
const SERVER_FAULTS = ['address', 'phone', 'name', 'relation', 'contacts'] as const;

/** 連絡先: the city keeps where a person lives, and whom of their family one asks. */
export default function ParticularsScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const [seen, setSeen] = useState<ParticularsView>();
  const [form, setForm] = useState<Particulars>();
  const [faults, setFaults] = useState<Faults>({});
  const [clashes, setClashes] = useState<readonly Clash[]>([]);
  const [clashWrong, setClashWrong] = useState(false);
  /** What somebody else has changed, and the form has taken over. */
  const [overtaken, setOvertaken] = useState<readonly Part[]>();
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  /** Counts what was sent with a fault: after it the first one has the focus. */
  const [wrongs, setWrongs] = useState(0);
  const element = useRef<HTMLFormElement>(null);
  const said = useSaid(problem ?? (overtaken && `${seen?.version}`));

  const load = useCallback(async () => {
    try {
      const found = await readParticulars(room);
      setSeen(found);
      setForm(found.particulars);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [room, t]);

  useEffect(() => {
    void load();
  }, [load]);

  useEffect(() => {
    if (wrongs > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [wrongs]);

  const change = (next: Particulars, name?: FieldName) => {
    setForm(next);
    // Without a name the contacts have other places, and what was wrong with them is found anew.
    setFaults((before) => (name ? { ...before, [name]: undefined } : {}));
  };
  const setContact = (at: number, changed: Partial<Contact>) => {
    if (!form) return;
    const contacts = form.contacts.map((one, place) => (place === at ? { ...one, ...changed } : one));
    const [field] = Object.keys(changed);
    change({ ...form, contacts }, `${at} ${field}` as FieldName);
  };
  const errorOf = (name: FieldName) => {
    const fault = faults[name];
    return fault && t(`particulars.wrong.${fault}`);
  };
  const pick = (clash: Clash, side: 'mine' | 'theirs') => {
    if (!form) return;
    const chosen = choose(form, clash, side);
    change(chosen.form);
    setClashes(clashes.map((one) => (one.part === clash.part ? chosen.clash : one)));
  };

  const leave = (before: ParticularsView, saved: ParticularsView) => {
    const asked = saved.review_case && !before.review_case ? t('residenceCase.opened') : [];
    leaveOutcome([t('particulars.done', { name: before.label })].concat(asked));
    navigate(paths.city);
  };

  /**
   * Somebody else has saved first: what they changed is shown, and what was typed here stays. Where all of it is stored it was this form,
   * and only the answer got lost.
   */
  const overtake = async (before: ParticularsView, mine: Particulars) => {
    const found = await readParticulars(room);
    if (isStored(mine, found.particulars)) {
      leave(before, found);
      return undefined;
    }
    const { form: next, taken, clashes: both } = merged(before.particulars, mine, found.particulars);
    setSeen(found);
    setForm(next);
    setClashes(both);
    setClashWrong(false);
    setOvertaken(taken);
    return undefined;
  };

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!seen || !form || working) return;
    setProblem(undefined);
    setOvertaken(undefined);
    const found = faultsOf(form);
    const isUndecided = clashes.some(({ chosen }) => !chosen);
    setFaults(found);
    setClashWrong(isUndecided);
    if (Object.keys(found).length > 0 || isUndecided) {
      setWrongs(wrongs + 1);
      return;
    }
    setWorking(true);
    try {
      leave(seen, await changeParticulars(room, seen.version, toSend(form)));
    } catch (error) {
      setProblem(await refused(error, seen, form));
      setWorking(false);
    }
  };

  /** What is said when it could not be saved; nothing where the form says it. */
  const refused = async (error: unknown, before: ParticularsView, mine: Particulars) => {
    if (isProblemOf(error, 'stale')) {
      return overtake(before, mine).catch((unread: unknown) => problemWords(t, unread));
    }
    const field = error instanceof ProblemError ? error.problem.field : undefined;
    const fault = SERVER_FAULTS.find((one) => one === field);
    return fault ? t(`particulars.wrong.${fault}`) : problemWords(t, error);
  };

  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('receipt.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('particulars.title')} className="text-std-28B-150" />
        <p className="min-h-8 text-std-17N-170">
          {seen && t('receipt.for', { name: seen.label, kana: seen.kana })}
        </p>
        <p className="text-ink-soft">{t('particulars.lead')}</p>
      </div>
      {seen?.review_case && (
        <Notice
          tone="info"
          action={<TextLink href={paths.case(seen.review_case)}>{t('residenceCase.toCase')}</TextLink>}
        >
          {t('residenceCase.opened')}
        </Notice>
      )}
      {form && (
        <form ref={element} noValidate onSubmit={(event) => void save(event)} className="grid gap-5">
          <LiveRegion ref={said} className="grid gap-3">
            {problem && <Notice tone="error">{problem}</Notice>}
            {overtaken && <Overtaken taken={overtaken} isToChoose={clashes.length > 0} />}
          </LiveRegion>
          {clashes.length > 0 && (
            <ClashCard form={form} clashes={clashes} isWrong={clashWrong} onChoose={pick} />
          )}
          <Card title={t('particulars.person')}>
            <Field
              name="address"
              label={t('particulars.address')}
              hint={t('receipt.noMyNumber')}
              error={errorOf('address')}
              value={form.address}
              autoComplete="off"
              onChange={(event) => change({ ...form, address: event.target.value }, 'address')}
            />
            <Field
              type="tel"
              name="phone"
              label={t('particulars.phone')}
              error={errorOf('phone')}
              value={form.phone}
              autoComplete="off"
              onChange={(event) => change({ ...form, phone: event.target.value }, 'phone')}
            />
          </Card>
          {form.contacts.map((contact, at) => (
            <ContactCard
              // biome-ignore lint/suspicious/noArrayIndexKey: contacts have no name of their own; their place is what they are
              key={at}
              at={at}
              contact={contact}
              errorOf={errorOf}
              onChange={(changed) => setContact(at, changed)}
              onRemove={() => change({ ...form, contacts: form.contacts.filter((_, place) => place !== at) })}
            />
          ))}
          {form.contacts.length < MAX_CONTACTS && (
            <Button
              look="outline"
              className="justify-self-start"
              onClick={() => setForm({ ...form, contacts: [...form.contacts, BLANK] })}
            >
              {t('particulars.add')}
            </Button>
          )}
          {seen && <BasisCard seen={seen} />}
          <Button type="submit" size="lg" busy={working} className="justify-self-start">
            {t('particulars.save')}
          </Button>
        </form>
      )}
      {!form && problem && <Notice tone="error">{problem}</Notice>}
    </div>
  );
}

function Overtaken({ taken, isToChoose }: { taken: readonly Part[]; isToChoose: boolean }) {
  const { t } = useTranslation();
  const parts = taken.map((part) => t('particulars.quoted', { part: t(`particulars.part.${part}`) }));
  return (
    <Notice tone="warning">
      <p>{t('particulars.overtaken')}</p>
      {parts.length > 0 && <p>{t('particulars.taken', { parts: parts.join('') })}</p>}
      <p>{t(isToChoose ? 'particulars.toChoose' : 'particulars.toSave')}</p>
    </Notice>
  );
}
