import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';

type AskDialogProps = {
  title: string;
  yes: string;
  children: ReactNode;
  onClose(): void;
  /** What went wrong, in words. */
  work(): Promise<string | undefined>;
};

/** The second step of what is not undone. The focus is on the way back. */
export function AskDialog({ title, yes, children, onClose, work }: AskDialogProps) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="grid gap-4 pt-4 text-std-17N-170">
        {children}
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
            void work().then((words) => {
              setProblem(words);
              setWorking(false);
            });
          }}
        >
          {yes}
        </Button>
      </div>
    </Dialog>
  );
}
