import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { endSession } from '../../api/session';
import { useCareRooms } from '../../app/care-rooms-context';
import { useSession } from '../../app/session-context';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';

type Step = { is: 'idle' | 'sending' | 'leaving' | 'failed' } | { is: 'asking'; unsent: number };

/** Ends the session. What is unsent is sent first; what cannot be sent is not thrown away without asking. */
export function SignOut({ look = 'outline' }: { look?: 'outline' | 'solid' }) {
  const { t } = useTranslation();
  const rooms = useCareRooms();
  const { signedOut, leaving } = useSession();
  const [step, setStep] = useState<Step>({ is: 'idle' });

  const begin = async () => {
    if (rooms.unsent > 0) {
      setStep({ is: 'sending' });
      const unsent = await rooms.sendAll();
      if (unsent > 0) return setStep({ is: 'asking', unsent });
    }
    await leave();
  };

  const leave = async () => {
    setStep({ is: 'leaving' });
    leaving(true);
    try {
      await endSession();
    } catch (error) {
      // A session that is over already needs no ending.
      if (!(error instanceof ProblemError && error.problem.retry === 'reauth')) {
        leaving(false);
        return setStep({ is: 'failed' });
      }
    }
    signedOut('signed_out');
  };

  const busy = step.is === 'sending' || step.is === 'leaving';
  return (
    <div className="grid gap-4">
      <LiveRegion>
        {step.is === 'failed' && <Notice tone="error">{t('settings.signOutFailed')}</Notice>}
        {step.is === 'sending' && <Notice tone="info">{t('settings.sendingFirst')}</Notice>}
      </LiveRegion>
      <Button look={look} size="lg" busy={busy} onClick={() => void begin()} className="justify-self-start">
        {busy ? t('settings.signingOut') : t('settings.signOut')}
      </Button>
      {step.is === 'asking' && (
        <Dialog
          title={t('settings.unsentTitle', { unsent: step.unsent })}
          onClose={() => setStep({ is: 'idle' })}
        >
          <p className="pt-3">{t('settings.unsentText', { unsent: step.unsent })}</p>
          <div className="flex flex-wrap justify-end gap-3 pt-6">
            <Button look="outline" autoFocus onClick={() => setStep({ is: 'idle' })}>
              {t('settings.unsentStay')}
            </Button>
            <Button look="danger" onClick={() => void leave()}>
              {t('settings.unsentGo')}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
