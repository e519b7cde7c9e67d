import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { beginSignIn, proveDevice } from '../../api/session';
import { useCity } from '../../app/city-context';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import type { SignedOutReason } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { SessionView } from '../../protocol';
import { Button } from '../../ui/Button';
import { ForwardIcon, KeyIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { claimReturn, peekReturn, refusedWords, setOut } from './device-trip';
import { OutsideFrame } from './OutsideFrame';
import { KeyRefused, ownKey, proveOwnKey } from './own-key';
import { CeremonyCancelled, passkeysWork, signInWithPasskey } from './passkey';

type SignInScreenProps = { reason: SignedOutReason; signedIn(session: SessionView): void };
type Message = { tone: 'info' | 'error'; text: string };

export default function SignInScreen({ reason, signedIn }: SignInScreenProps) {
  const { t } = useTranslation();
  const city = useCity();
  const [working, setWorking] = useState(false);
  const [message, setMessage] = useState<Message | undefined>(() => explain(reason));
  /** The device was proved on this page: only the passkey is missing. */
  const deviceProved = useRef(false);
  /** By a key of this browser, not by a certificate in a file. */
  const byOwnKey = useRef(false);

  function explain(why: SignedOutReason): Message | undefined {
    if (why === 'session_ended') return { tone: 'info', text: t('signIn.sessionEnded') };
    if (why === 'suspended') return { tone: 'error', text: t('signIn.suspended') };
    if (why === 'signed_out') return { tone: 'info', text: t('signIn.signedOut') };
    return undefined;
  }

  const passkey = useCallback(
    async (asked: boolean) => {
      setWorking(true);
      try {
        signedIn(await signInWithPasskey(!byOwnKey.current));
      } catch (error) {
        setWorking(false);
        if (error instanceof CeremonyCancelled) {
          // Some browsers want a click before they show their dialog; nobody has cancelled anything then.
          setMessage({ tone: 'info', text: asked ? t('signIn.cancelled') : t('signIn.again') });
        } else {
          // The next click goes the whole way again: nobody should have to find out which half was refused.
          deviceProved.current = false;
          setMessage({ tone: 'error', text: problemWords(t, error) });
        }
      }
    },
    [signedIn, t],
  );

  const comeBack = useCallback(
    async (code: string) => {
      setWorking(true);
      try {
        await proveDevice(code);
        deviceProved.current = true;
      } catch (error) {
        setWorking(false);
        setMessage({ tone: 'error', text: problemWords(t, error) });
        return;
      }
      await passkey(false);
    },
    [t, passkey],
  );

  useEffect(() => {
    if (peekReturn()?.purpose === 'enrolment') {
      navigate(paths.enrolment, true);
      return;
    }
    const back = claimReturn();
    if (!back) return;
    if ('code' in back) void comeBack(back.code);
    else setMessage({ tone: 'error', text: refusedWords(t, back.purpose, back.refused) });
  }, [comeBack, t]);

  const begin = async () => {
    setMessage(undefined);
    if (!passkeysWork()) return setMessage({ tone: 'error', text: t('signIn.unsupported') });
    if (deviceProved.current) return passkey(true);
    setWorking(true);
    try {
      const [{ device_url, nonce }, key] = await Promise.all([beginSignIn(), ownKey()]);
      if (!key) return setOut('sign_in', device_url);
      await proveOwnKey(key, nonce);
      byOwnKey.current = true;
      deviceProved.current = true;
      await passkey(true);
    } catch (error) {
      setWorking(false);
      if (error instanceof KeyRefused) return setMessage({ tone: 'error', text: t('signIn.keyRefused') });
      const refused = error instanceof ProblemError && error.problem.code === 'unauthenticated';
      setMessage({ tone: 'error', text: refused ? t('signIn.failed') : problemWords(t, error) });
    }
  };

  return (
    <OutsideFrame
      aside={
        <>
          {city && (
            <section className="grid gap-2">
              <h2 className="text-std-17B-170">{t('signIn.purpose')}</h2>
              <p className="text-std-16N-170 text-ink-soft">{city.purpose}</p>
            </section>
          )}
          <section className="grid gap-2">
            <h2 className="text-std-17B-170">{t('signIn.help')}</h2>
            <p className="text-std-16N-170 text-ink-soft">{t('signIn.helpLost')}</p>
          </section>
          <section className="grid gap-1">
            <h2 className="text-std-17B-170">{t('signIn.apply')}</h2>
            <p className="text-std-16N-170 text-ink-soft">{t('signIn.applyLead')}</p>
            <TextLink href={paths.apply}>{t('apply.title')}</TextLink>
          </section>
        </>
      }
    >
      <div className="grid gap-6">
        <div className="grid gap-2">
          <ScreenTitle screen={t('signIn.title')} className="text-std-28B-150" />
          <p className="text-std-16N-170 text-ink-soft">
            {t('signIn.lead', { service: city?.service ?? t('app.service') })}
          </p>
        </div>
        <div className="grid gap-6">
          <LiveRegion>{message && <Notice tone={message.tone}>{message.text}</Notice>}</LiveRegion>
          <Button size="lg" busy={working} onClick={() => void begin()} className="w-full sm:max-w-sm">
            <KeyIcon />
            {working ? t('signIn.working') : t('signIn.passkey')}
          </Button>
        </div>
        <div className="grid gap-1 border-t border-line pt-5">
          <TextLink href={paths.enrolment} className="text-std-17B-170">
            {t('signIn.firstTime')}
            <ForwardIcon className="size-5" />
          </TextLink>
          <p className="text-std-16N-170 text-ink-soft">{t('signIn.firstTimeLead')}</p>
        </div>
      </div>
    </OutsideFrame>
  );
}
