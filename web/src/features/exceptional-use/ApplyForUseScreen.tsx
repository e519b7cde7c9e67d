import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  applyForExceptionalUse,
  readOwnUseApplications,
  readUseApplicationForm,
} from '../../api/exceptional-use-applications';
import { ProblemError } from '../../api/request';
import { useRoomsFact } from '../../app/care-rooms-context';
import { useKeptDraft } from '../../app/kept-drafts';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { OwnExceptionalUseApplication, Person } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Terms } from '../../ui/Terms';
import { useSaid } from '../../ui/use-said';
import { momentOf } from '../leak/leak-form';
import { ColleaguesField } from './ColleaguesField';
import { UntilField } from './UntilField';
import { isOpenUse, UseApplicationCard } from './UseApplicationCard';
import { UseTerms } from './UseTerms';
import { PurposeField } from './UseWords';
import { bodyOf, EMPTY, faultsOf, type UseFault, type UseForm } from './use-form';
import { WhyCard } from './WhyCard';

const isFault = (field: string | undefined): field is UseFault =>
  field !== undefined &&
  ['ground', 'circumstances', 'why_no_consent', 'kin', 'purpose', 'people', 'until'].includes(field);

/** 例外利用の申請 by whoever proposed the person: how theirs stand, and the form. */
export default function ApplyForUseScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const line = useRoomsFact((all) => all.list?.find((one) => one.room === room));
  const { found, setFound, problem, setProblem, load } = useLoaded(readOwnUseApplications, undefined);
  const [done, setDone] = useState<string>();
  const said = useSaid(problem, done);
  const own = found?.applications.filter((one) => one.room === room) ?? [];
  const isOpen = own.some((one) => isOpenUse(one.standing));

  const show = (applications: OwnExceptionalUseApplication[], words: string) => {
    setFound({ applications });
    setProblem(undefined);
    setDone(words);
  };
  const fail = (error: unknown) => {
    const { code, field } = error instanceof ProblemError ? error.problem : {};
    setDone(undefined);
    if (field === 'application') setProblem(t('useApplication.already'));
    else setProblem(code === 'stale' ? t('useApplication.notAwaited') : problemWords(t, error));
  };

  if (!found && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.room(room)}>
        <BackIcon className="size-5" />
        {t('consentFiles.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('useApplication.title')} className="text-std-28B-150" />
        {line && (
          <p className="text-std-17N-170">{t('receipt.for', { name: line.label, kana: line.kana })}</p>
        )}
        <p className="text-ink-soft">{t('useApplication.lead')}</p>
      </div>
      <LiveRegion ref={said} className="grid gap-3">
        {done && <Notice tone="success">{done}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {own.map((one) => (
        <UseApplicationCard
          key={one.case}
          application={one}
          onWithdrawn={(applications) => show(applications, t('useApplication.withdrawn'))}
          onFailed={(error) => {
            fail(error);
            void load();
          }}
        />
      ))}
      {found && !isOpen && line?.state === 'awaiting_consent' && (
        <Form
          room={room}
          name={line.label}
          onSent={async () => show((await readOwnUseApplications()).applications, t('useApplication.sent'))}
          onFailed={fail}
        />
      )}
      {line && line.state !== 'awaiting_consent' && (
        <Notice tone="info">{t('useApplication.notAwaited')}</Notice>
      )}
    </div>
  );
}

type FormProps = { room: string; name: string; onSent(): Promise<void>; onFailed(error: unknown): void };

function Form({ room, name, onSent, onFailed }: FormProps) {
  const { t } = useTranslation();
  const { account } = useSession().session;
  const [people, setPeople] = useState<readonly Person[]>([]);
  const {
    draft: form,
    write,
    forget,
  } = useKeptDraft<UseForm>(`use-application ${room}`, () => ({
    ...EMPTY,
    people: [account],
  }));
  const [complains, setComplains] = useState(false);
  const [refused, setRefused] = useState<UseFault>();
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const faults = faultsOf(form, new Date());
  const fault = (field: UseFault) =>
    (complains && faults.has(field)) || refused === field ? t(`exceptionalUse.fault.${field}`) : undefined;
  const set = (change: Partial<UseForm>) => {
    setRefused(undefined);
    write(change);
  };
  const { ground } = form;
  const named = people.filter((one) => form.people.includes(one.account));

  // biome-ignore lint/correctness/useExhaustiveDependencies: read once; how a failure is told does not matter
  useEffect(() => {
    readUseApplicationForm(room).then((found) => setPeople(found.people), onFailed);
  }, [room]);

  // The first field that is wrong, wherever one has scrolled.
  const goToFault = () =>
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    );

  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    setComplains(faults.size > 0);
    if (faults.size > 0) goToFault();
    else setAsking(true);
  };

  const send = async () => {
    if (!ground) return;
    setAsking(false);
    setWorking(true);
    try {
      await applyForExceptionalUse(room, bodyOf(form, ground));
      forget();
      await onSent();
    } catch (error) {
      const field = error instanceof ProblemError ? error.problem.field : undefined;
      if (isFault(field)) {
        setRefused(field);
        goToFault();
      } else onFailed(error);
    }
    setWorking(false);
  };

  return (
    <form ref={element} onSubmit={ask} noValidate className="grid gap-5">
      <WhyCard form={form} fault={fault} onChange={set} />
      <Card title={t('exceptionalUse.what')}>
        <PurposeField
          hint={t('exceptionalUse.purposeHint')}
          value={form.purpose}
          error={fault('purpose')}
          onChange={(purpose) => set({ purpose })}
        />
        <ColleaguesField
          people={people}
          own={account}
          chosen={form.people}
          error={fault('people')}
          onChange={(chosen) => set({ people: chosen })}
        />
        <UntilField value={form.until} error={fault('until')} onChange={(until) => set({ until })} />
      </Card>
      <p className="text-std-16N-170">{t('useApplication.next')}</p>
      <Button type="submit" size="lg" busy={working} className="justify-self-start">
        {t('useApplication.check')}
      </Button>
      {asking && ground && (
        <Dialog title={t('useApplication.confirm')} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-17N-170">{t('useApplication.confirmText', { name })}</p>
            <Terms>
              <UseTerms
                ground={ground}
                words={bodyOf(form, ground).words}
                people={named}
                until={momentOf(form.until)}
              />
            </Terms>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('useApplication.back')}
            </Button>
            <Button onClick={() => void send()}>{t('useApplication.send')}</Button>
          </div>
        </Dialog>
      )}
    </form>
  );
}
