import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isIdle, noteActed, watchIdle } from '../api/presence';
import { keepProved } from '../api/proof';
import { onReauth, ProblemError } from '../api/request';
import { readCity, readSession } from '../api/session';
import { forgetSearch } from '../features/search/kept';
import { renewIfDue } from '../features/sign-in/renewal';
import { releaseSession } from '../keys/session-key';
import type { StopReason } from '../live/connection';
import { destroyStorage, openStorage } from '../live/storage';
import type { CityView, SessionView } from '../protocol';
import { BlankPage } from '../ui/BlankPage';
import { Button } from '../ui/Button';
import { OfflineIcon } from '../ui/icons';
import { CareRoomsProvider } from './care-rooms-context';
import { CityContext } from './city-context';
import { forgetDrafts } from './kept-drafts';
import { LockScreen } from './LockScreen';
import { noteLostPosts } from './lost-posts';
import { navigate, parseRoute, paths, usePath } from './route';
import { Shell } from './Shell';
import { SessionContext, type SignedOutReason } from './session-context';
import { keepShortcutSwitch } from './shortcuts';
import { WaitingPage } from './Waiting';

const SignInScreen = lazy(() => import('../features/sign-in/SignInScreen'));
const EnrolmentScreen = lazy(() => import('../features/sign-in/EnrolmentScreen'));
const ApplyScreen = lazy(() => import('../features/apply/ApplyScreen'));
const OutsideHelp = lazy(() => import('../features/help/OutsideHelp'));
const StatusScreen = lazy(() => import('../features/apply/StatusScreen'));

type Visitor =
  | { is: 'unknown' | 'unreachable' }
  /** `forgets`: on a shared device, where whoever comes next is somebody else. */
  | { is: 'signed_out'; reason: SignedOutReason; forgets: boolean }
  | { is: 'signed_in'; session: SessionView };

/** Where to go after signing in, kept over the trip to the device host. */
const WANTED = 'renrakucho-wanted';

export function App() {
  const [city, setCity] = useState<CityView>();
  const [visitor, setVisitor] = useState<Visitor>({ is: 'unknown' });
  const [mustReload, setMustReload] = useState(false);
  /** Nobody has done anything for too long; of no meaning while nobody is signed in. */
  const [locked, setLocked] = useState(false);

  const ask = useCallback(async () => {
    setVisitor({ is: 'unknown' });
    const [cityAnswer, sessionAnswer] = await Promise.allSettled([readCity(), readSession()]);
    if (cityAnswer.status === 'fulfilled') setCity(cityAnswer.value);
    if (sessionAnswer.status === 'fulfilled') {
      const session = sessionAnswer.value;
      setLocked(session.is_locked || isIdle(session.idle_seconds));
      setVisitor({ is: 'signed_in', session });
    } else if (isSignedOut(sessionAnswer.reason)) {
      setVisitor({ is: 'signed_out', reason: reasonOf(sessionAnswer.reason.problem.code), forgets: false });
    } else {
      setVisitor({ is: 'unreachable' });
    }
  }, []);

  useEffect(() => {
    void ask();
  }, [ask]);

  const isLeaving = useRef(false);
  const leaving = useCallback((is: boolean) => {
    isLeaving.current = is;
  }, []);
  const signedOut = useCallback((noticed: SignedOutReason) => {
    // The socket may hear of the end before the answer to the logout has come.
    const reason = isLeaving.current && noticed === 'session_ended' ? 'signed_out' : noticed;
    isLeaving.current = false;
    setVisitor((before) => {
      if (before.is !== 'signed_in') return before;
      const { account, on_shared_device } = before.session;
      if (on_shared_device) {
        void wipe(account, false);
      } else if (reason === 'suspended' || reason === 'signed_out') {
        void wipe(account, reason === 'suspended');
      }
      return { is: 'signed_out', reason, forgets: on_shared_device };
    });
  }, []);

  const proofSeconds = visitor.is === 'signed_in' ? visitor.session.proof_seconds : undefined;
  useEffect(() => (proofSeconds === undefined ? undefined : keepProved(proofSeconds)), [proofSeconds]);

  const session = visitor.is === 'signed_in' && !locked ? visitor.session : undefined;
  useEffect(() => {
    // Later is early enough: there are thirty days.
    if (session) void renewIfDue(session).catch(() => undefined);
  }, [session]);

  const idleSeconds = visitor.is === 'signed_in' && !locked ? visitor.session.idle_seconds : undefined;
  useEffect(
    () => (idleSeconds === undefined ? undefined : watchIdle(idleSeconds, () => setLocked(true))),
    [idleSeconds],
  );

  useEffect(
    () =>
      onReauth((problem) => {
        if (problem.code === 'locked') setLocked(true);
        else signedOut(reasonOf(problem.code) ?? 'session_ended');
      }),
    [signedOut],
  );

  const unlocked = () => {
    noteActed();
    setLocked(false);
  };
  const enter = (session: SessionView) => {
    unlocked();
    setVisitor({ is: 'signed_in', session });
  };

  const stopped = useCallback(
    (reason: StopReason) => {
      if (reason === 'reload') setMustReload(true);
      else if (reason === 'locked') setLocked(true);
      else signedOut(reasonOf(reason) ?? 'session_ended');
    },
    [signedOut],
  );

  const { screen } = parseRoute(usePath());
  if (screen === 'apply' || screen === 'application-status') {
    return (
      <CityContext value={city}>
        <Suspense fallback={<WaitingPage />}>
          {city && (screen === 'apply' ? <ApplyScreen city={city} /> : <StatusScreen />)}
          {!city && (visitor.is === 'unreachable' ? <Unreachable retry={ask} /> : <WaitingPage />)}
        </Suspense>
      </CityContext>
    );
  }

  return (
    <CityContext value={city}>
      <Suspense fallback={<WaitingPage />}>
        {visitor.is === 'unknown' && <WaitingPage />}
        {visitor.is === 'unreachable' && <Unreachable retry={ask} />}
        {visitor.is === 'signed_out' && (
          <Outside reason={visitor.reason} forgets={visitor.forgets} signedIn={enter} />
        )}
        {visitor.is === 'signed_in' && locked && (
          <LockScreen session={visitor.session} unlocked={unlocked} signedOut={signedOut} />
        )}
        {visitor.is === 'signed_in' && !locked && (
          <SessionContext value={{ session: visitor.session, signedOut, leaving }}>
            <CareRoomsProvider
              key={visitor.session.account}
              account={visitor.session.account}
              onSharedDevice={visitor.session.on_shared_device}
              stopped={stopped}
            >
              <Shell mustReload={mustReload} />
            </CareRoomsProvider>
          </SessionContext>
        )}
      </Suspense>
    </CityContext>
  );
}

type OutsideProps = { reason: SignedOutReason; forgets: boolean; signedIn(session: SessionView): void };

function Outside({ reason, forgets, signedIn }: OutsideProps) {
  const path = usePath();
  const route = parseRoute(path);
  const { screen } = route;
  const isOutside = screen === 'sign-in' || screen === 'enrolment' || screen === 'help';

  useEffect(() => {
    if (isOutside) return;
    if (reason !== 'signed_out' && !forgets) sessionStorage.setItem(WANTED, path);
    navigate(paths.signIn, true);
  }, [isOutside, path, reason, forgets]);

  const enter = (session: SessionView) => {
    const wanted = sessionStorage.getItem(WANTED) ?? '/';
    sessionStorage.removeItem(WANTED);
    navigate(wanted, true);
    signedIn(session);
  };

  if (route.screen === 'help') return <OutsideHelp guide={route.guide} />;
  if (screen === 'enrolment') return <EnrolmentScreen signedIn={enter} />;
  return <SignInScreen reason={reason} signedIn={enter} />;
}

function Unreachable({ retry }: { retry(): void }) {
  const { t } = useTranslation();
  useEffect(() => {
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, [retry]);
  return (
    <main>
      <BlankPage icon={<OfflineIcon className="size-8" />} title={t('error.unreachableTitle')}>
        <p>{t('error.unreachable')}</p>
        <Button onClick={retry}>{t('app.retry')}</Button>
      </BlankPage>
    </main>
  );
}

function isSignedOut(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.problem.retry !== 'after';
}

function reasonOf(code: string): SignedOutReason {
  return code === 'session_ended' || code === 'suspended' ? code : undefined;
}

/** Leaves nothing of an account on the device. */
async function wipe(account: string, tellNextTime: boolean): Promise<void> {
  forgetSearch();
  forgetDrafts();
  if (tellNextTime) {
    const storage = await openStorage(account, false);
    noteLostPosts((await storage.outbox.all()).length);
    storage.close();
  }
  if (!tellNextTime) {
    keepShortcutSwitch(() => localStorage.clear());
    sessionStorage.clear();
  }
  await Promise.all([destroyStorage(account), releaseSession()]);
}
