import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { beginSignIn, proveDevice } from '../../api/session';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { SessionView } from '../../protocol';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Steps } from '../../ui/Steps';
import { claimReturn, setOut } from './device-trip';
import { OutsideFrame } from './OutsideFrame';
import { CeremonyCancelled, createPasskey, passkeysWork, signInWithPasskey } from './passkey';

type Step = 'device' | 'code' | 'sign-in';
const STEP_INDEX: Record<Step, number> = { device: 0, code: 1, 'sign-in': 2 };

export default function EnrolmentScreen({ signedIn }: { signedIn(session: SessionView): void }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>('device');
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [code, setCode] = useState('');
  const [codeError, setCodeError] = useState<string>();

  const comeBack = useCallback(
    async (deviceCode: string) => {
      setWorking(true);
      try {
        await proveDevice(deviceCode);
        setStep('code');
      } catch (error) {
        setProblem(problemWords(t, error));
      }
      setWorking(false);
    },
    [t],
  );

  useEffect(() => {
    const back = claimReturn();
    if (!back) return;
    if ('code' in back) void comeBack(back.code);
    else setProblem(t('signIn.refused'));
  }, [comeBack, t]);

  const begin = async () => {
    setProblem(undefined);
    if (!passkeysWork()) return setProblem(t('signIn.unsupported'));
    setWorking(true);
    try {
      setOut('enrolment', (await beginSignIn()).device_url);
    } catch (error) {
      setWorking(false);
      setProblem(problemWords(t, error));
    }
  };

  const enrol = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    if (code.trim() === '') return setCodeError(t('enrolment.codeEmpty'));
    setCodeError(undefined);
    setWorking(true);
    try {
      await createPasskey(code);
    } catch (error) {
      setWorking(false);
      if (error instanceof CeremonyCancelled) setProblem(t('enrolment.cancelled'));
      else if (error instanceof ProblemError && error.problem.code !== 'rate_limited') {
        setCodeError(t('enrolment.codeWrong'));
      } else setProblem(problemWords(t, error));
      return;
    }
    setStep('sign-in');
    await signIn();
  };

  const signIn = async () => {
    setProblem(undefined);
    setWorking(true);
    try {
      signedIn(await signInWithPasskey());
    } catch (error) {
      setWorking(false);
      setProblem(error instanceof CeremonyCancelled ? t('signIn.again') : problemWords(t, error));
    }
  };

  return (
    <OutsideFrame
      aside={
        <Steps
          label={t('enrolment.steps')}
          steps={[t('enrolment.stepDevice'), t('enrolment.stepCode'), t('enrolment.stepPasskey')]}
          current={STEP_INDEX[step]}
          currentWord={t('enrolment.current')}
          doneWord={t('enrolment.done')}
        />
      }
    >
      <div className="grid gap-6">
        <div className="grid gap-2">
          <ScreenTitle screen={t('enrolment.title')} className="text-std-28B-150" />
          <p className="text-std-16N-170 text-ink-soft">{t('enrolment.lead')}</p>
        </div>
        <LiveRegion className="grid gap-3">
          {problem && <Notice tone="error">{problem}</Notice>}
          {step === 'code' && !problem && <Notice tone="success">{t('enrolment.deviceDone')}</Notice>}
          {step === 'sign-in' && <Notice tone="success">{t('enrolment.finished')}</Notice>}
        </LiveRegion>
        {step === 'device' && (
          <Button size="lg" busy={working} onClick={() => void begin()} className="w-full sm:max-w-sm">
            {working ? t('signIn.toDevice') : t('enrolment.begin')}
          </Button>
        )}
        {step === 'code' && (
          <form onSubmit={(event) => void enrol(event)} noValidate className="grid gap-6">
            <Field
              label={t('enrolment.code')}
              requiredWord={t('receipt.required')}
              hint={t('enrolment.codeHint')}
              error={codeError}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              autoComplete="one-time-code"
              autoCapitalize="characters"
              spellCheck={false}
            />
            <Button type="submit" size="lg" busy={working} className="w-full sm:max-w-sm">
              {working ? t('signIn.working') : t('enrolment.create')}
            </Button>
          </form>
        )}
        {step === 'sign-in' && (
          <Button size="lg" busy={working} onClick={() => void signIn()} className="w-full sm:max-w-sm">
            {working ? t('signIn.working') : t('signIn.passkey')}
          </Button>
        )}
        <TextLink href={paths.signIn}>
          <BackIcon className="size-5" />
          {t('enrolment.toSignIn')}
        </TextLink>
      </div>
    </OutsideFrame>
  );
}
