import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { beginEnrolment, beginSignIn, proveDevice, readInvitation } from '../../api/session';
import { useCity } from '../../app/city-context';
import { claimCode, keepCode, onHandedCode } from '../../app/handed-code';
import { useHomeScreen } from '../../app/home-screen';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import { StorageBlocked } from '../../keys/key-store';
import type { Invitation, SessionView } from '../../protocol';
import { Button } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Steps } from '../../ui/Steps';
import { CodeForm } from './CodeForm';
import { claimReturn, refusedWords, setOut } from './device-trip';
import { FileEnrolment } from './FileEnrolment';
import { HomeScreenFirst } from './HomeScreenFirst';
import { ImportSteps } from './ImportSteps';
import { InvitationCard } from './InvitationCard';
import { OutsideFrame } from './OutsideFrame';
import { enrolSharedDevice, enrolThisBrowser, KeyRefused, ownKey, proveOwnKey } from './own-key';
import { CeremonyCancelled, makePasskey, passkeysWork, signInWithPasskey } from './passkey';

/**
 * `passkey`: the device's certificate is proved, the passkey is still to be made. `sign-in`: it is made. `shared`: a shared device
 * is registered, and nobody is signed in.
 */
type Step = 'code' | 'device' | 'passkey' | 'sign-in' | 'shared';
const STEP_INDEX: Record<Step, number> = { code: 0, device: 1, passkey: 2, 'sign-in': 2, shared: 2 };

export default function EnrolmentScreen({ signedIn }: { signedIn(session: SessionView): void }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>('code');
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [code, setCode] = useState('');
  const [codeError, setCodeError] = useState<string>();
  const [invitation, setInvitation] = useState<Invitation>();
  const [fileMade, setFileMade] = useState(false);
  /** The device host was shown no certificate: how one gets there is said once more. */
  const [importsFirst, setImportsFirst] = useState(false);
  const byOwnKey = useRef(false);
  const kinds = useCity()?.device_kinds;
  const takesFile = kinds?.includes('file') === true && !invitation?.device;
  /** A shared device is a browser's; another that has a certificate already only presents it. */
  const takesBrowser = kinds?.includes('browser') !== false || invitation?.has_certificate === true;

  /** Its key is to be made on the home screen; a certificate that is there already lies elsewhere. */
  const belongsHome = useHomeScreen() === 'by-hand' && takesBrowser && !invitation?.has_certificate;

  const explain = useCallback(
    (error: unknown) => {
      if (error instanceof CeremonyCancelled) return t('enrolment.cancelled');
      if (error instanceof StorageBlocked) return t('enrolment.storageBlocked');
      if (error instanceof KeyRefused) return t('signIn.keyRefused');
      if (error instanceof ProblemError && error.problem.code === 'unauthenticated')
        return t('enrolment.refused');
      return problemWords(t, error);
    },
    [t],
  );

  /** Does something that takes a moment; what goes wrong is said, and nothing that was typed is lost. */
  const during = useCallback(
    async (work: () => Promise<void>) => {
      setProblem(undefined);
      setWorking(true);
      await work().catch((error: unknown) => setProblem(explain(error)));
      setWorking(false);
    },
    [explain],
  );

  const check = useCallback(
    (typed: string) =>
      during(async () => {
        setCodeError(undefined);
        try {
          setInvitation(await readInvitation(typed));
          setStep('device');
        } catch (error) {
          setStep('code');
          if (!(error instanceof ProblemError && error.problem.code === 'unauthenticated')) throw error;
          setCodeError(t('enrolment.codeWrong'));
        }
      }),
    [during, t],
  );

  useEffect(() => {
    const take = (handed: string) => {
      setCode(handed);
      void check(handed);
    };
    const back = claimReturn();
    const handed = claimCode();
    if (handed) setCode(handed);
    if (back && 'code' in back && handed) {
      void during(async () => {
        setInvitation(await readInvitation(handed));
        await proveDevice(back.code);
        setStep('passkey');
      });
    } else if (handed) {
      void check(handed).then(() => {
        if (!back || !('refused' in back)) return;
        setProblem(refusedWords(t, 'enrolment', back.refused));
        setImportsFirst(back.refused === 'refused');
      });
    }
    return onHandedCode(take);
  }, [check, during, t]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() === '') return setCodeError(t('enrolment.codeEmpty'));
    void check(code);
  };

  const register = () =>
    during(async () => {
      if (!passkeysWork()) return setProblem(t('signIn.unsupported'));
      if (invitation?.device) {
        await enrolSharedDevice(code);
        return setStep('shared');
      }
      if (!invitation?.has_certificate) return signedIn(await enrolThisBrowser(code));
      const key = await ownKey();
      const { device_url, nonce } = await beginSignIn();
      if (key) {
        await proveOwnKey(key, nonce);
        byOwnKey.current = true;
        return finishWithPasskey();
      }
      await travel(device_url);
    });

  /** To the device host, which asks for the certificate. */
  const travel = async (deviceUrl: string) => {
    keepCode(code);
    setOut('enrolment', deviceUrl);
    // The page is about to go; until then it looks busy.
    await new Promise(() => undefined);
  };

  // With the file's certificate, whichever key this browser holds for somebody else.
  const goOnWithFile = () => during(async () => travel((await beginSignIn()).device_url));

  const finishWithPasskey = async () => {
    const { publicKey } = await beginEnrolment({ code });
    await makePasskey(publicKey);
    setStep('sign-in');
    signedIn(await signInWithPasskey(!byOwnKey.current));
  };

  const signIn = () =>
    during(async () => {
      try {
        signedIn(await signInWithPasskey(!byOwnKey.current));
      } catch (error) {
        if (!(error instanceof CeremonyCancelled)) throw error;
        setProblem(t('signIn.again'));
      }
    });

  const home = takesBrowser && !invitation?.has_certificate && !fileMade && (
    <>
      {step === 'code' && <HomeScreenFirst code={undefined} />}
      {step === 'device' && <HomeScreenFirst code={code} />}
    </>
  );

  return (
    <OutsideFrame
      aside={
        <Steps
          label={t('enrolment.steps')}
          steps={[
            t('enrolment.stepCode'),
            t('enrolment.stepDevice'),
            t(invitation?.device ? 'enrolment.stepShared' : 'enrolment.stepPasskey'),
          ]}
          current={STEP_INDEX[step]}
          currentWord={t('enrolment.current')}
          doneWord={t('enrolment.done')}
        />
      }
    >
      <div className="grid gap-6">
        <div className="grid gap-2">
          <ScreenTitle screen={t('enrolment.title')} className="text-std-28B-150" />
          {step === 'code' && <p className="text-std-16N-170 text-ink-soft">{t('enrolment.lead')}</p>}
        </div>
        <LiveRegion className="grid gap-3">
          {problem && <Notice tone="error">{problem}</Notice>}
          {step === 'passkey' && !problem && <Notice tone="success">{t('enrolment.deviceDone')}</Notice>}
          {step === 'shared' && <Notice tone="success">{t('enrolment.sharedDone')}</Notice>}
          {step === 'sign-in' && <Notice tone="success">{t('enrolment.finished')}</Notice>}
        </LiveRegion>
        {(step === 'device' || step === 'passkey' || step === 'shared') && invitation && (
          <InvitationCard invitation={invitation} />
        )}
        {step === 'device' && importsFirst && takesFile && <ImportSteps />}
        {belongsHome && home}
        {step === 'code' && (
          <CodeForm code={code} error={codeError} working={working} change={setCode} submit={submit} />
        )}
        {step === 'device' && takesBrowser && !fileMade && (
          <>
            <Button
              size="lg"
              look={belongsHome ? 'outline' : 'solid'}
              busy={working}
              onClick={() => void register()}
              className="w-full sm:max-w-sm"
            >
              {working ? t('signIn.working') : t('enrolment.begin')}
            </Button>
            <p className="text-std-16N-170 text-ink-soft">
              {t(invitation?.device ? 'enrolment.nextShared' : 'enrolment.next')}
            </p>
          </>
        )}
        {step === 'device' && takesFile && (
          <FileEnrolment
            code={code}
            isOnly={!takesBrowser}
            busy={working}
            onMade={() => setFileMade(true)}
            onImported={() => void goOnWithFile()}
          />
        )}
        {step === 'passkey' && (
          <Button
            size="lg"
            busy={working}
            onClick={() => void during(finishWithPasskey)}
            className="w-full sm:max-w-sm"
          >
            {working ? t('signIn.working') : t('enrolment.create')}
          </Button>
        )}
        {step === 'sign-in' && (
          <Button size="lg" busy={working} onClick={() => void signIn()} className="w-full sm:max-w-sm">
            {working ? t('signIn.working') : t('signIn.passkey')}
          </Button>
        )}
        {!belongsHome && home}
        <TextLink href={paths.signIn}>
          <BackIcon className="size-5" />
          {t('enrolment.toSignIn')}
        </TextLink>
      </div>
    </OutsideFrame>
  );
}
