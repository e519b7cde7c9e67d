import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readLossesOf, reportLossOf } from '../../api/losses';
import { ProblemError } from '../../api/request';
import {
  confirmCode,
  handOver,
  issueCode,
  replaceDevice,
  replaceLoginId,
  retireStaff,
} from '../../api/staff';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { HandOver, IssuedCode, LossBody, LossLine, NewLoginIdBody } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { leaveOutcome, takeOutcome } from '../city/outcome';
import { LossesCard } from '../losses/LossesCard';
import type { Lost } from '../losses/loss';
import { AccountStandingCard } from './AccountStandingCard';
import { AdminCard } from './AdminCard';
import { ChangesCard } from './ChangesCard';
import { CodeCard } from './CodeCard';
import { DecisionDialog } from './DecisionDialog';
import { DevicesCard } from './DevicesCard';
import { Disqualified } from './Disqualified';
import { DisqualifyCard } from './DisqualifyCard';
import { IssuedScreen } from './IssuedScreen';
import { LoginIdCard } from './LoginIdCard';
import { PasskeysCard } from './PasskeysCard';
import { ProfileCard } from './ProfileCard';
import { StaffLossDialog } from './StaffLossDialog';
import { TransferCard } from './TransferCard';
import { useChanges } from './use-changes';
import { useStaff } from './use-staff';

type Decision = 'code' | 'hand_over' | 'confirm' | 'retire';
type Said = { tone: 'success' | 'warning' | 'error'; text: string };

/** One member of staff: their ID, their code, their devices, and the day they leave. */
export default function MemberScreen({ facility, account }: { facility: string; account: string }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { found, problem, load: loadStaff } = useStaff(facility);
  const { changes, load: loadChanges } = useChanges(facility);
  const [losses, setLosses] = useState<LossLine[]>([]);
  const [deciding, setDeciding] = useState<Decision>();
  const [lost, setLost] = useState<Lost>();
  const [issued, setIssued] = useState<IssuedCode>();
  const [said, setSaid] = useState<Said | undefined>(() => {
    const text = takeOutcome()?.[0];
    return text ? { tone: 'success', text } : undefined;
  });
  const region = useRef<HTMLDivElement>(null);

  const loadLosses = useCallback(async () => {
    // What is wrong with the server the list of staff says.
    const all = await readLossesOf(facility).catch(() => undefined);
    if (all) setLosses(all.losses.filter((one) => one.account === account));
  }, [facility, account]);
  const load = () => Promise.all([loadStaff(), loadLosses(), loadChanges()]);

  useEffect(() => {
    void loadLosses();
  }, [loadLosses]);

  useEffect(() => {
    if (said) region.current?.focus();
  }, [said]);

  if (issued) {
    return (
      <IssuedScreen
        issued={[issued]}
        onDone={() => {
          if (issued.account !== account) {
            // The person goes on under another ID, whose page is another.
            leaveOutcome([t(`loginId.done.${issued.hand_over}`, { name: issued.name })]);
            navigate(paths.member(facility, issued.account));
            return;
          }
          setIssued(undefined);
          setSaid({ tone: 'success', text: t(`staff.coded.${issued.hand_over}`) });
          void load();
        }}
      />
    );
  }
  if (!found && !problem) return <Waiting />;
  const line = found?.staff.find((one) => one.account === account);
  const works = line?.standing !== 'ended';
  const isCitys = session.role === 'city_moderator' && line?.is_self === false && works;

  const decide = async (decision: Decision, by: HandOver) => {
    if (!line) return;
    if (decision === 'code') setIssued(await issueCode(facility, account, line.version, by));
    else if (decision === 'hand_over') {
      await handOver(facility, account, line.version);
      setSaid({ tone: 'success', text: t('staff.handedOver', { name: line.name }) });
      await load();
    } else if (decision === 'confirm') {
      await confirmCode(facility, account, line.version);
      setSaid({ tone: 'success', text: t('staff.confirmedSaid', { name: line.name }) });
      await load();
    } else {
      const done = await retireStaff(facility, account, line.version);
      leaveOutcome([
        t(done.id_ended ? 'staff.retired' : 'staff.retiredHere', { name: line.name, rooms: done.rooms }),
      ]);
      navigate(paths.facility(facility));
      return;
    }
    setDeciding(undefined);
  };

  const report = async (body: LossBody, code: HandOver | undefined) => {
    try {
      if (body.device && code)
        setIssued(await replaceDevice(facility, account, body.device, body.passkeys, code));
      else {
        const { receipt } = await reportLossOf(facility, account, body);
        await load();
        setSaid({ tone: 'success', text: t('loss.reported', { receipt }) });
      }
      setLost(undefined);
    } catch (error) {
      return failed(error);
    }
    return undefined;
  };

  const replace = async (body: NewLoginIdBody) => {
    try {
      setIssued(await replaceLoginId(facility, account, body));
    } catch (error) {
      return failed(error);
    }
    return undefined;
  };

  const failed = (error: unknown): string | undefined => {
    if (!(error instanceof ProblemError && error.problem.code === 'stale')) return problemWords(t, error);
    setDeciding(undefined);
    setLost(undefined);
    setSaid({ tone: 'warning', text: t('problem.stale') });
    void load();
    return undefined;
  };

  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.facility(facility)}>
        <BackIcon className="size-5" />
        {t('staff.back')}
      </TextLink>
      <ScreenTitle screen={t('staff.memberTitle')} className="text-std-28B-150">
        {line?.name ?? t('staff.memberTitle')}
      </ScreenTitle>
      <LiveRegion ref={region} className="grid gap-3">
        {said && <Notice tone={said.tone}>{said.text}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
        {found && !line && <Notice tone="warning">{t('staff.gone')}</Notice>}
      </LiveRegion>
      {line && (
        <>
          {line.disqualification && <Disqualified of={line.disqualification} />}
          {found && (
            <ProfileCard
              key={`profile ${line.version}`}
              facility={found.facility}
              line={line}
              professions={found.professions}
              onChanged={(saved) => {
                setSaid({ tone: 'success', text: t('staffChange.saved', { name: saved.name }) });
                void load();
              }}
              onStale={() => {
                setSaid({ tone: 'warning', text: t('problem.stale') });
                void load();
              }}
            />
          )}
          {line.is_self && <Notice tone="info">{t('staff.self')}</Notice>}
          {!line.is_self && !line.is_home && <Notice tone="info">{t('staff.notHome')}</Notice>}
          {line.is_home && works && (
            <>
              <CodeCard
                line={line}
                onIssue={() => setDeciding('code')}
                onHandOver={() => setDeciding('hand_over')}
                onConfirm={() => setDeciding('confirm')}
              />
              <DevicesCard
                facility={facility}
                line={line}
                onLost={(device) => setLost({ is: 'device', device })}
              />
              <PasskeysCard
                passkeys={line.passkeys}
                onLost={line.is_self ? undefined : (passkey) => setLost({ is: 'passkey', passkey })}
              />
              <LossesCard losses={losses} />
            </>
          )}
          {line.is_home && <LoginIdCard key={`login ID ${line.version}`} line={line} replace={replace} />}
          {isCitys && (
            <TransferCard
              facility={facility}
              line={line}
              onStale={() => {
                setSaid({ tone: 'warning', text: t('problem.stale') });
                void load();
              }}
            />
          )}
          {isCitys && line.is_home && (
            <AdminCard
              facility={facility}
              line={line}
              onDone={(text) => {
                setSaid({ tone: 'success', text });
                void load();
              }}
              failed={failed}
            />
          )}
          {isCitys && (
            <>
              <AccountStandingCard line={line} onChanged={load} />
              <DisqualifyCard
                line={line}
                onDone={(text) => {
                  setSaid({ tone: 'success', text });
                  void load();
                }}
                onStale={() => {
                  setSaid({ tone: 'warning', text: t('problem.stale') });
                  void load();
                }}
              />
            </>
          )}
          {changes && <ChangesCard changes={changes.filter((one) => one.account === account)} />}
          {!line.is_self && (
            <Card title={t('staff.retire')}>
              <p className="text-std-16N-170">{t('staff.retireLead')}</p>
              <Button
                look="outline"
                aria-haspopup="dialog"
                onClick={() => setDeciding('retire')}
                className="justify-self-start border-error-2! text-error-2! hover:bg-red-50!"
              >
                {t('staff.retire')}
              </Button>
            </Card>
          )}
        </>
      )}
      {deciding && line && (
        <DecisionDialog
          kind={deciding}
          line={line}
          onClose={() => setDeciding(undefined)}
          decide={(by) => decide(deciding, by)}
          failed={failed}
        />
      )}
      {lost && line && (
        <StaffLossDialog lost={lost} line={line} onClose={() => setLost(undefined)} report={report} />
      )}
    </div>
  );
}
