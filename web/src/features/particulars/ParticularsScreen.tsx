import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeParticulars, readParticulars } from '../../api/particulars';
import { ProblemError } from '../../api/request';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { Contact, Particulars, ParticularsView } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { leaveOutcome } from '../city/outcome';
import { BasisCard } from './BasisCard';

const BLANK: Contact = { name: '', relation: '', phone: '', is_told: false };
const FAULTS = ['address', 'phone', 'name', 'relation', 'contacts'] as const;

/** 連絡先: the city keeps where a person lives, and whom of their family one asks. */
export default function ParticularsScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const [seen, setSeen] = useState<ParticularsView>();
  const [form, setForm] = useState<Particulars>();
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);

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

  const setContact = (at: number, change: Partial<Contact>) =>
    form &&
    setForm({
      ...form,
      contacts: form.contacts.map((one, place) => (place === at ? { ...one, ...change } : one)),
    });

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!seen || !form || working) return;
    setWorking(true);
    setProblem(undefined);
    try {
      const { review_case } = await changeParticulars(room, seen.version, form);
      const asked = review_case && !seen.review_case ? t('residenceCase.opened') : [];
      leaveOutcome([t('particulars.done', { name: seen.label })].concat(asked));
      navigate(paths.city);
    } catch (error) {
      setWorking(false);
      const field = error instanceof ProblemError ? error.problem.field : undefined;
      const fault = FAULTS.find((one) => one === field);
      setProblem(fault ? t(`particulars.wrong.${fault}`) : problemWords(t, error));
    }
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
        <form noValidate onSubmit={(event) => void save(event)} className="grid gap-5">
          <Card title={t('particulars.person')}>
            <Field
              label={t('particulars.address')}
              hint={t('receipt.noMyNumber')}
              value={form.address}
              autoComplete="off"
              onChange={(event) => setForm({ ...form, address: event.target.value })}
            />
            <Field
              type="tel"
              label={t('particulars.phone')}
              value={form.phone}
              autoComplete="off"
              onChange={(event) => setForm({ ...form, phone: event.target.value })}
            />
          </Card>
          {form.contacts.map((contact, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: contacts have no name of their own; their place is what they are
            <Card key={at} title={t('particulars.one', { number: at + 1 })}>
              <div className="grid gap-4 sm:grid-cols-2">
                <Field
                  label={t('particulars.name')}
                  requiredWord={t('receipt.required')}
                  value={contact.name}
                  autoComplete="off"
                  onChange={(event) => setContact(at, { name: event.target.value })}
                />
                <Field
                  label={t('receipt.relation')}
                  requiredWord={t('receipt.required')}
                  value={contact.relation}
                  autoComplete="off"
                  onChange={(event) => setContact(at, { relation: event.target.value })}
                />
                <Field
                  type="tel"
                  label={t('particulars.phone')}
                  value={contact.phone}
                  autoComplete="off"
                  onChange={(event) => setContact(at, { phone: event.target.value })}
                />
              </div>
              <Checkbox
                name="is_told"
                label={t('particulars.isTold')}
                checked={contact.is_told}
                onChange={(is_told) => setContact(at, { is_told })}
              />
              <Button
                look="text"
                className="justify-self-start"
                aria-label={t('particulars.removeOne', { number: at + 1 })}
                onClick={() =>
                  setForm({ ...form, contacts: form.contacts.filter((_, place) => place !== at) })
                }
              >
                {t('particulars.remove')}
              </Button>
            </Card>
          ))}
          <Button
            look="outline"
            className="justify-self-start"
            onClick={() => setForm({ ...form, contacts: [...form.contacts, BLANK] })}
          >
            {t('particulars.add')}
          </Button>
          {seen && <BasisCard seen={seen} />}
          <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
          <Button type="submit" size="lg" busy={working} className="justify-self-start">
            {t('particulars.save')}
          </Button>
        </form>
      )}
      {!form && problem && <Notice tone="error">{problem}</Notice>}
    </div>
  );
}
