import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblemOf } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { TextArea } from '../../ui/TextArea';

const MAX_REASON = 500;

type TakeBackDialogProps = {
  name: string;
  takeBack(reason: string): Promise<unknown>;
  onClose(): void;
  onDone(): void;
};

/** 添付の取消し: what was attached by mistake is erased; why stays. */
export function TakeBackDialog({ name, takeBack, onClose, onDone }: TakeBackDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const confirm = async () => {
    const said = reason.trim();
    const fits = said !== '' && [...said].length <= MAX_REASON;
    setWrong(!fits);
    setProblem(undefined);
    if (!fits) return;
    setWorking(true);
    try {
      await takeBack(said);
      onDone();
    } catch (error) {
      // Who did not want to use the passkey is told nothing: they know.
      if (!isProblemOf(error, 'step_up_required')) setProblem(problemWords(t, error));
      setWorking(false);
    }
  };

  return (
    <Dialog title={t('attachments.takeBackTitle')} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-17N-170">{t('attachments.takeBackText', { name })}</p>
        <TextArea
          name="taking-back"
          label={t('attachments.takeBackReason')}
          requiredWord={t('receipt.required')}
          hint={t('attachments.takeBackHint')}
          error={wrong ? t('cases.reasonWrong') : undefined}
          value={reason}
          onChange={(event) => {
            setWrong(false);
            setReason(event.target.value);
          }}
        />
        <p className="text-std-17B-170 text-error-2">{t('city.confirmFinal')}</p>
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" autoFocus onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look="danger" busy={working} onClick={() => void confirm()}>
          {t('attachments.takeBack')}
        </Button>
      </div>
    </Dialog>
  );
}
