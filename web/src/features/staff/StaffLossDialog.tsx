import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOver, LossBody, StaffLine } from '../../protocol';
import { Checkbox } from '../../ui/Checkbox';
import { LossDialog } from '../losses/LossDialog';
import type { Lost } from '../losses/loss';
import { HandOverChoice } from './HandOverChoice';

type StaffLossDialogProps = {
  lost: Lost;
  line: StaffLine;
  onClose(): void;
  /** Reports it; with a way to hand it over, makes a code for another device too. What to say here if that failed. */
  report(body: LossBody, code: HandOver | undefined): Promise<string | undefined>;
};

/**
 * 紛失の届出 by whoever looks after someone. Someone who calls is out at once, and no more; who stands there, and is who they
 * say, gets a code for another device in the same step.
 */
export function StaffLossDialog({ lost, line, onClose, report }: StaffLossDialogProps) {
  const { t } = useTranslation();
  const [isThere, setIsThere] = useState(false);
  const [vouched, setVouched] = useState(false);
  const [wrong, setWrong] = useState(false);
  const [by, setBy] = useState<HandOver>('screen');

  const confirm = async (body: LossBody) => {
    setWrong(isThere && !vouched);
    if (isThere && !vouched) return undefined;
    return await report(body, isThere ? by : undefined);
  };

  return (
    <LossDialog
      lost={lost}
      passkeys={line.passkeys}
      name={line.name}
      onClose={onClose}
      report={confirm}
      yes={t(isThere ? 'loss.yesWithCode' : 'loss.yes')}
    >
      {lost.is === 'device' && line.standing === 'active' && (
        <>
          <Checkbox name="there" label={t('loss.there')} checked={isThere} onChange={setIsThere} />
          {isThere && (
            <>
              <HandOverChoice value={by} onChange={setBy} />
              <Checkbox
                name="vouched"
                label={t('loss.vouched')}
                checked={vouched}
                error={wrong ? t('loss.vouchedWrong') : undefined}
                onChange={(is) => {
                  setWrong(false);
                  setVouched(is);
                }}
              />
            </>
          )}
        </>
      )}
    </LossDialog>
  );
}
