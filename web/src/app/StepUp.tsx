import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onStepUp } from '../api/request';
import { stepUpWithPasskey, stepUpWords } from '../features/sign-in/step-up';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { KeyIcon } from '../ui/icons';
import { Notice } from '../ui/Notice';

/**
 * Asks for the passkey once more when a request needs it; the request is then made again by the request layer. All that ask
 * meanwhile wait for the same answer.
 */
export function StepUp() {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const waiting = useRef<((done: boolean) => void)[]>([]);

  const answer = (done: boolean) => {
    setAsking(false);
    for (const tell of waiting.current.splice(0)) tell(done);
  };

  useEffect(() => {
    const told = waiting.current;
    onStepUp(
      () =>
        new Promise((resolve) => {
          told.push(resolve);
          setProblem(undefined);
          setWorking(false);
          setAsking(true);
        }),
    );
    return () => {
      onStepUp(async () => false);
      for (const tell of told.splice(0)) tell(false);
    };
  }, []);

  const confirm = async () => {
    setProblem(undefined);
    setWorking(true);
    try {
      await stepUpWithPasskey();
      answer(true);
    } catch (error) {
      setWorking(false);
      setProblem(stepUpWords(t, error));
    }
  };

  if (!asking) return null;
  return (
    <Dialog title={t('stepUp.title')} onClose={() => answer(false)}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-17N-170">{t('stepUp.text')}</p>
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" onClick={() => answer(false)}>
          {t('stepUp.cancel')}
        </Button>
        <Button autoFocus busy={working} onClick={() => void confirm()}>
          <KeyIcon />
          {working ? t('stepUp.working') : t('stepUp.confirm')}
        </Button>
      </div>
    </Dialog>
  );
}
