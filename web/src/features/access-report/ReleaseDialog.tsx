import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';

type ReleaseDialogProps = {
  name: string;
  withheld: number;
  onClose(): void;
  /** What went wrong, in words. */
  release(): Promise<string | undefined>;
};

/** The second step: what was reviewed is fixed. The focus is on the way back. */
export function ReleaseDialog({ name, withheld, onClose, release }: ReleaseDialogProps) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  return (
    <Dialog title={t('report.release')} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="rounded-8 bg-paper px-4 py-3 text-std-20B-150">{name}</p>
        <p className="text-std-17N-170">{t('report.releaseAsk')}</p>
        <p className="text-std-17N-170">
          {withheld > 0 ? t('report.releaseWithheld', { withheld }) : t('report.releaseAll')}
        </p>
        <p className="text-std-17B-170 text-error-2">{t('report.releaseFinal')}</p>
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" autoFocus onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button
          busy={working}
          onClick={() => {
            setWorking(true);
            void release().then((words) => {
              setProblem(words);
              setWorking(false);
            });
          }}
        >
          {t('report.releaseYes')}
        </Button>
      </div>
    </Dialog>
  );
}
