import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblemOf } from '../api/request';
import { moveIntoThisBrowser } from '../features/sign-in/renewal';
import { formatDay } from '../i18n/dates';
import { problemWords } from '../i18n/problem-words';
import { StorageBlocked } from '../keys/key-store';
import { Button, IconButton } from '../ui/Button';
import { CloseIcon, InfoIcon } from '../ui/icons';
import { useSession } from './session-context';

/**
 * Says that the time of this device's certificate is soon over, where that takes somebody's doing: one in a file moves into the
 * browser by a tap, one of a managed device is renewed by whoever manages it. The key of a browser is renewed unnoticed.
 */
export function CertificateBanner() {
  const { t } = useTranslation();
  const { certificate } = useSession().session;
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [state, setState] = useState<'due' | 'done' | 'away'>('due');
  if (!certificate?.is_due || certificate.kind === 'browser' || state === 'away') return null;

  const move = async () => {
    setProblem(undefined);
    setWorking(true);
    try {
      await moveIntoThisBrowser();
      setState('done');
    } catch (error) {
      if (error instanceof StorageBlocked) setProblem(t('certificate.blocked'));
      // Who did not want to use the passkey is told nothing: they know.
      else if (!isProblemOf(error, 'step_up_required')) setProblem(problemWords(t, error));
    }
    setWorking(false);
  };

  const day = formatDay(certificate.expires_at);
  const mayMove = certificate.kind === 'file' && certificate.may_move;
  const soon = certificate.kind === 'managed' ? 'certificate.soonManaged' : 'certificate.soonAsk';
  return (
    <aside
      aria-label={t('certificate.label')}
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 bg-key-50 px-4 py-2 text-std-16N-170 lg:px-6"
    >
      <InfoIcon className="size-5 shrink-0 text-key-900" />
      <div role="status" className="min-w-0 grow basis-56">
        {state === 'done' ? (
          <p>{t('certificate.done')}</p>
        ) : (
          <p>{t(mayMove ? 'certificate.soon' : soon, { day })}</p>
        )}
        {problem && <p className="text-error-2">{problem}</p>}
      </div>
      {state === 'due' && mayMove && (
        <Button size="sm" busy={working} onClick={() => void move()}>
          {working ? t('certificate.working') : t('certificate.renew')}
        </Button>
      )}
      {state === 'done' && (
        <IconButton aria-label={t('connection.dismiss')} onClick={() => setState('away')}>
          <CloseIcon />
        </IconButton>
      )}
    </aside>
  );
}
