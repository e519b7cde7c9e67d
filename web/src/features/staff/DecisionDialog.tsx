import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOver, StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { HandOverChoice } from './HandOverChoice';
import { hasLost } from './PasskeysCard';

type Kind = 'code' | 'hand_over' | 'confirm' | 'retire';

type DecisionDialogProps = {
  kind: Kind;
  line: StaffLine;
  onClose(): void;
  decide(by: HandOver): Promise<void>;
  /** What to say here; undefined when it is said elsewhere. */
  failed(error: unknown): string | undefined;
};

/** Says what will happen before it does; the careful answer has the focus. */
export function DecisionDialog({ kind, line, onClose, decide, failed }: DecisionDialogProps) {
  const { t } = useTranslation();
  const [by, setBy] = useState<HandOver>('sheet');
  const [vouched, setVouched] = useState(false);
  const [wrong, setWrong] = useState(false);
  const mustVouch = kind === 'confirm' || (kind === 'code' && hasLost(line));
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const ends = [
    t('staff.ends1'),
    t('staff.ends2', { rooms: line.rooms }),
    t('staff.ends3'),
    t('staff.ends4'),
  ];

  const confirm = async () => {
    setWrong(mustVouch && !vouched);
    if (mustVouch && !vouched) return;
    setWorking(true);
    setProblem(undefined);
    try {
      await decide(by);
    } catch (error) {
      setWorking(false);
      setProblem(failed(error));
    }
  };

  return (
    <Dialog title={t(`decision.${kind}.title`)} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-18B-160">
          {line.name}
          <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">{line.login_id}</span>
        </p>
        <p className="text-std-17N-170">{t(`decision.${kind}.text`)}</p>
        {kind === 'retire' && (
          <ul className="grid list-disc gap-1 pl-6 text-std-17N-170">
            {ends.map((end) => (
              <li key={end}>{end}</li>
            ))}
          </ul>
        )}
        {kind === 'retire' && <p className="text-std-17B-170 text-error-2">{t('city.confirmFinal')}</p>}
        {kind === 'code' && <HandOverChoice value={by} onChange={setBy} />}
        {mustVouch && (
          <Checkbox
            name="vouched"
            label={t(kind === 'confirm' ? 'staff.confirmed' : 'loss.vouched')}
            checked={vouched}
            error={wrong ? t(kind === 'confirm' ? 'staff.confirmedWrong' : 'loss.vouchedWrong') : undefined}
            onChange={(is) => {
              setWrong(false);
              setVouched(is);
            }}
          />
        )}
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" autoFocus onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look={kind === 'retire' ? 'danger' : 'solid'} busy={working} onClick={() => void confirm()}>
          {t(`decision.${kind}.yes`)}
        </Button>
      </div>
    </Dialog>
  );
}
