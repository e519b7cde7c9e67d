import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblemOf, ProblemError } from '../api/request';
import { endSession } from '../api/session';
import { stepUpWithPasskey, stepUpWords } from '../features/sign-in/step-up';
import type { SessionView } from '../protocol';
import { Button } from '../ui/Button';
import { KeyIcon } from '../ui/icons';
import { LiveRegion } from '../ui/LiveRegion';
import { Notice } from '../ui/Notice';
import { Brand } from './Brand';
import { ScreenTitle } from './ScreenTitle';
import type { SignedOutReason } from './session-context';

type LockScreenProps = {
  session: SessionView;
  unlocked(): void;
  signedOut(reason: SignedOutReason): void;
};

/** In place of everything: nothing of what was shown is left in the page. What was being written is kept on the device. */
export function LockScreen({ session, unlocked, signedOut }: LockScreenProps) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const during = async (work: () => Promise<void>) => {
    setProblem(undefined);
    setWorking(true);
    try {
      await work();
    } catch (error) {
      const isOver = error instanceof ProblemError && error.problem.retry === 'reauth';
      if (isOver && !isProblemOf(error, 'step_up_required')) return signedOut('session_ended');
      setWorking(false);
      setProblem(stepUpWords(t, error));
    }
  };

  const unlock = () =>
    during(async () => {
      await stepUpWithPasskey();
      unlocked();
    });

  const leave = () =>
    during(async () => {
      await endSession();
      signedOut('signed_out');
    });

  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex min-h-16 items-center border-b border-line bg-white px-4 lg:px-6">
        <Brand />
      </header>
      <main className="mx-auto grid w-full max-w-xl content-start gap-6 px-4 py-8 sm:px-6 lg:py-14">
        <div className="grid gap-2">
          <ScreenTitle screen={t('lock.title')} className="text-std-28B-150" />
          <p className="text-std-17N-170">{t('lock.text', { name: session.name })}</p>
          <p className="text-std-16N-170 text-ink-soft">
            {t(session.on_shared_device ? 'lock.keptShared' : 'lock.kept')}
          </p>
        </div>
        <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
        <Button size="lg" busy={working} onClick={() => void unlock()} className="w-full sm:max-w-sm">
          <KeyIcon />
          {working ? t('stepUp.working') : t('lock.unlock')}
        </Button>
        <div className="grid gap-2 border-t border-line pt-5">
          <Button look="outline" busy={working} onClick={() => void leave()} className="justify-self-start">
            {t('lock.leave')}
          </Button>
          <p className="text-std-16N-170 text-ink-soft">{t('lock.leaveHint')}</p>
        </div>
      </main>
    </div>
  );
}
