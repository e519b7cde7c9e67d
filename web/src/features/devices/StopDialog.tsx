import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SharedDevice } from '../../protocol';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';

/** What is asked before it is done. */
export type Stop = { is: 'remove'; account: string; name: string } | { is: 'sessions' | 'loss' | 'retire' };

type StopDialogProps = {
  stop: Stop;
  device: SharedDevice;
  onClose(): void;
  /** What to say here if it failed. */
  carryOut(): Promise<string | undefined>;
};

/** Says what will happen before it does; the careful answer has the focus. */
export function StopDialog({ stop, device, onClose, carryOut }: StopDialogProps) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const name = stop.is === 'remove' ? stop.name : '';

  const confirm = async () => {
    setWorking(true);
    setProblem(await carryOut());
    setWorking(false);
  };

  return (
    <Dialog title={t(`device.ask.${stop.is}.title`, { name })} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-18B-160">
          {device.label}
          <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">{device.place}</span>
        </p>
        <p className="text-std-17N-170">{t(`device.ask.${stop.is}.text`, { name })}</p>
        {stop.is === 'retire' && <p className="text-std-17B-170 text-error-2">{t('city.confirmFinal')}</p>}
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" autoFocus onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look="danger" busy={working} onClick={() => void confirm()}>
          {t(`device.ask.${stop.is}.yes`)}
        </Button>
      </div>
    </Dialog>
  );
}
