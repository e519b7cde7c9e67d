import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';

type TeamDialogProps = {
  is: 'admit' | 'remove';
  name: string;
  facility: string;
  /** They are there by a permit, until then. */
  permittedUntil: string | undefined;
  onClose(): void;
  /** What to say here; undefined when it is done, or said elsewhere. */
  decide(): Promise<string | undefined>;
};

/** Says what will happen before it does; the careful answer has the focus. */
export function TeamDialog({ is, name, facility, permittedUntil, onClose, decide }: TeamDialogProps) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const confirm = async () => {
    setWorking(true);
    setProblem(undefined);
    setProblem(await decide());
    setWorking(false);
  };

  return (
    <Dialog title={t(`team.${is}Title`)} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="rounded-8 bg-paper px-4 py-3">
          <span className="block text-std-20B-150">{name}</span>
          <span className="block text-[0.9375rem] leading-150 text-ink-soft">{facility}</span>
        </p>
        <p className="text-std-17N-170">
          {is === 'admit' && permittedUntil
            ? t('team.stayText', { until: formatMoment(permittedUntil) })
            : t(`team.${is}Text`)}
        </p>
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" autoFocus onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look={is === 'remove' ? 'danger' : 'solid'} busy={working} onClick={() => void confirm()}>
          {t(is === 'remove' ? 'team.removeTitle' : 'team.admit')}
        </Button>
      </div>
    </Dialog>
  );
}
