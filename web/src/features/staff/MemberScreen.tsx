import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readLossesOf, reportLossOf } from '../../api/losses';
import { ProblemError } from '../../api/request';
import { confirmCode, handOver, issueCode, replaceDevice, retireStaff } from '../../api/staff';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { HandOver, IssuedCode, LossBody, LossLine, StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { leaveOutcome } from '../city/outcome';
import { LossesCard } from '../losses/LossesCard';
import type { Lost } from '../losses/loss';
import { AccountStandingCard } from './AccountStandingCard';
import { AdminCard } from './AdminCard';
import { CodeCard } from './CodeCard';
import { DecisionDialog } from './DecisionDialog';
import { DevicesCard } from './DevicesCard';
import { IssuedScreen } from './IssuedScreen';
import { PasskeysCard } from './PasskeysCard';
import { ProgressMark } from './ProgressMark';
import { StaffLossDialog } from './StaffLossDialog';
import { TransferCard } from './TransferCard';
import { useStaff } from './use-staff';

type Decision = 'code' | 'hand_over' | 'confirm' | 'retire';
type Said = { tone: 'success' | 'warning' | 'error'; text: string };

/** One member of staff: their ID, their code, their devices, and the day they leave. */
export default function MemberScreen({ facility, account }: { facility: string; account: string }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { found, problem, load: loadStaff } = useStaff(facility);
  const [losses, setLosses] = useState<LossLine[]>([]);
  const [deciding, setDeciding] = useState<Decision>();
  const [lost, setLost] = useState<Lost>();
  const [issued, setIssued] = useState<IssuedCode>();
  const [said, setSaid] = useState<Said>();
  const region = useRef<HTMLDivElement>(null);

  const loadLosses = useCallback(async () => {
    // What is wrong with the server the list of staff says.
    const all = await readLossesOf(facility).catch(() => undefined);
    if (all) setLosses(all.losses.filter((one) => one.account === account));
  }, [facility, account]);
  const load = () => Promise.all([loadStaff(), loadLosses()]);

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
          setIssued(undefined);
          setSaid({ tone: 'success', text: t(`staff.coded.${issued.hand_over}`) });
          void load();
        }}
      />
    );
  }
  if (!found && !problem) return <Waiting />;
  const line = found?.staff.find((one) => one.account === account);

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
          <Profile line={line} facility={found?.facility.name ?? ''} />
          {line.is_self && <Notice tone="info">{t('staff.self')}</Notice>}
          {!line.is_self && !line.is_home && <Notice tone="info">{t('staff.notHome')}</Notice>}
          {line.is_home && (
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
          {!line.is_self && session.role === 'city_moderator' && (
            <TransferCard
              facility={facility}
              line={line}
              onStale={() => {
                setSaid({ tone: 'warning', text: t('problem.stale') });
                void load();
              }}
            />
          )}
          {session.role === 'city_moderator' && line.is_home && !line.is_self && (
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
          {session.role === 'city_moderator' && !line.is_self && (
            <AccountStandingCard line={line} onChanged={load} />
          )}
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

function Profile({ line, facility }: { line: StaffLine; facility: string }) {
  const { t } = useTranslation();
  return (
    <Card title={t('staff.profile')}>
      <Terms>
        <Term name={t('staff.progress')}>
          <ProgressMark line={line} />
        </Term>
        <Term name={t('staff.kana')}>{line.kana}</Term>
        <Term name={t('staff.facility')}>{facility}</Term>
        <Term name={t('staff.profession')}>{line.profession}</Term>
        <Term name={t('staff.role')}>{t(`role.${line.role}`)}</Term>
        <Term name={t('staff.loginId')}>
          <span className="font-mono">{line.login_id}</span>
        </Term>
        <Term name={t('staff.mail')}>{line.mail ?? t('staff.mailNone')}</Term>
        <Term name={t('settings.alerts')}>{t(line.alert_mail ? 'staff.alertOn' : 'staff.alertOff')}</Term>
        <Term name={t('staff.rooms')}>{t('staff.roomsCount', { rooms: line.rooms })}</Term>
        <Term name={t('staff.lastSignIn')}>
          {line.last_sign_in ? formatMoment(line.last_sign_in) : t('staff.neverSignedIn')}
        </Term>
      </Terms>
    </Card>
  );
}
