import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readTeam } from '../../api/city';
import { askExceptionalUse } from '../../api/exceptional-use';
import { readCityAccounts } from '../../api/losses';
import { ProblemError } from '../../api/request';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { CityAccount, CityRoom } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { useSaid } from '../../ui/use-said';
import { PeopleField } from './PeopleField';
import { PermitCard } from './PermitCard';
import { UntilField } from './UntilField';
import { PurposeField } from './UseWords';
import { bodyOf, EMPTY, faultsOf, type UseFault, type UseForm } from './use-form';
import { WhyCard } from './WhyCard';

const readRoom = async (room: string) => (await readTeam(room)).room;

/** 例外利用: what stands, and the application, which another person of the city decides. */
export default function ExceptionalUseScreen({ room: id }: { room: string }) {
  const { t } = useTranslation();
  const { found: room, setFound: setRoom, problem, setProblem, load } = useLoaded(readRoom, id);
  const [done, setDone] = useState<string>();
  const said = useSaid(problem, done);

  const fail = async (error: unknown) => {
    setProblem(problemWords(t, error));
    if (error instanceof ProblemError && error.problem.code === 'stale') await load();
  };

  if (!room && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('team.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('exceptionalUse.title')} className="text-std-28B-150" />
        {room && (
          <p className="text-std-17N-170">{t('receipt.for', { name: room.label, kana: room.kana })}</p>
        )}
        <p className="text-ink-soft">{t('exceptionalUse.lead')}</p>
      </div>
      <LiveRegion ref={said} className="grid gap-3">
        {done && <Notice tone="success">{done}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {room && room.permits.length > 0 && (
        <PermitCard
          room={room}
          onEnded={(ended) => {
            setRoom(ended);
            setProblem(undefined);
            setDone(t('exceptionalUse.ended'));
          }}
          onFailed={(error) => void fail(error)}
        />
      )}
      {room?.permit_case && (
        <Notice
          tone="info"
          action={<TextLink href={paths.case(room.permit_case)}>{t('exceptionalUse.toCase')}</TextLink>}
        >
          {t('exceptionalUse.waits')}
        </Notice>
      )}
      {room &&
        !room.permit_case &&
        (room.state === 'awaiting_consent' || room.state === 'active' || room.state === 'permit_only' ? (
          <Application room={room} onFailed={(error) => void fail(error)} />
        ) : (
          <Notice tone="info">{t('exceptionalUse.over')}</Notice>
        ))}
    </div>
  );
}

type ApplicationProps = { room: CityRoom; onFailed(error: unknown): void };

function Application({ room, onFailed }: ApplicationProps) {
  const { t } = useTranslation();
  const [accounts, setAccounts] = useState<CityAccount[]>([]);
  const [form, setForm] = useState(EMPTY);
  const [complains, setComplains] = useState(false);
  const [working, setWorking] = useState(false);
  const set = (change: Partial<UseForm>) => setForm((before) => ({ ...before, ...change }));
  const faults = faultsOf(form, new Date());
  const fault = (field: UseFault) =>
    complains && faults.has(field) ? t(`exceptionalUse.fault.${field}`) : undefined;
  const { ground } = form;

  // biome-ignore lint/correctness/useExhaustiveDependencies: read once; how a failure is told does not matter
  useEffect(() => {
    readCityAccounts().then((found) => setAccounts(found.accounts), onFailed);
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setComplains(faults.size > 0);
    if (working || faults.size > 0 || !ground) return;
    setWorking(true);
    try {
      const { case: asked } = await askExceptionalUse(room.room, {
        version: room.version,
        ...bodyOf(form, ground),
      });
      navigate(paths.case(asked));
    } catch (error) {
      setWorking(false);
      onFailed(error);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-5">
      <WhyCard form={form} fault={fault} onChange={set} />
      <Card title={t('exceptionalUse.what')}>
        <PurposeField
          hint={t('exceptionalUse.purposeHint')}
          value={form.purpose}
          error={fault('purpose')}
          onChange={(purpose) => set({ purpose })}
        />
        <PeopleField
          accounts={accounts}
          chosen={form.people}
          error={fault('people')}
          onChange={(people) => set({ people })}
        />
        {room.state === 'awaiting_consent' && room.members > 0 && (
          <p className="text-std-16N-170 text-ink-soft">{t('exceptionalUse.othersLeave')}</p>
        )}
        <UntilField value={form.until} error={fault('until')} onChange={(until) => set({ until })} />
      </Card>
      <p className="text-std-16N-170">{t('exceptionalUse.askText')}</p>
      <Button type="submit" size="lg" busy={working} className="justify-self-start">
        {t('exceptionalUse.ask')}
      </Button>
    </form>
  );
}
