import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceKindsView, DevicesInUse } from '../../protocol';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { type Allowed, countOf, onlyUnder } from './allowed';

type ChangeDialogProps = {
  view: DeviceKindsView;
  next: Allowed;
  onClose(): void;
  /** What to say here if it failed. */
  confirm(): Promise<string | undefined>;
};

/** Says how many devices are shut out, and which, before they are; the careful answer has the focus. */
export function ChangeDialog({ view, next, onClose, confirm }: ChangeDialogProps) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const out = onlyUnder(view, next, view.in_use);
  const back = onlyUnder(next, view, view.in_use);

  const go = async () => {
    setWorking(true);
    setProblem(await confirm());
    setWorking(false);
  };

  return (
    <Dialog title={t('deviceKinds.dialog.title')} onClose={onClose}>
      <div className="grid gap-4 pt-4 text-std-17N-170">
        {out.length > 0 ? (
          <>
            <p className="text-std-17B-170 text-error-2">
              {t('deviceKinds.dialog.out', { devices: countOf(out) })}
            </p>
            <Which devices={out} />
            <p>{t('deviceKinds.dialog.outMeans')}</p>
          </>
        ) : (
          <p>{t('deviceKinds.dialog.nobody')}</p>
        )}
        {back.length > 0 && (
          <>
            <p className="text-std-17B-170">{t('deviceKinds.dialog.back', { devices: countOf(back) })}</p>
            <Which devices={back} />
          </>
        )}
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" autoFocus onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look={out.length > 0 ? 'danger' : 'solid'} busy={working} onClick={() => void go()}>
          {t('deviceKinds.dialog.yes')}
        </Button>
      </div>
    </Dialog>
  );
}

function Which({ devices }: { devices: DevicesInUse[] }) {
  const { t } = useTranslation();
  return (
    <ul className="grid list-disc gap-1 pl-6">
      {devices.map(({ kind, is_shared, devices: many }) => (
        <li key={`${kind} ${is_shared}`}>
          {t('deviceKinds.dialog.which', {
            whose: t(is_shared ? 'account.kind.shared' : 'account.kind.personal'),
            how: t(`deviceKinds.${kind}`),
            devices: many,
          })}
        </li>
      ))}
    </ul>
  );
}
