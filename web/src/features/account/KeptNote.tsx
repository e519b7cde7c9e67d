import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { install, useHomeScreen } from '../../app/home-screen';
import { askToKeep, keepsKey } from '../../keys/keeping';
import { Button } from '../../ui/Button';
import { CheckIcon, ImportantIcon } from '../../ui/icons';

/** Whether the browser promised to keep this device's key, and what to do if not. Nothing, where the key is not the browser's. */
export function KeptNote() {
  const { t } = useTranslation();
  const [keeps, setKeeps] = useState<boolean>();
  const [refused, setRefused] = useState(false);
  const way = useHomeScreen();

  // What is newly installed is asked again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer may be another one there
  useEffect(() => {
    void keepsKey().then(setKeeps);
  }, [way]);

  const ask = async () => {
    const granted = await askToKeep();
    setKeeps(granted);
    setRefused(!granted);
  };

  if (keeps === undefined) return null;
  if (keeps) {
    return (
      <p className="flex items-start gap-2 text-std-16N-170 text-ink-soft">
        <CheckIcon className="mt-0.5 size-5 text-success-2" />
        <span>{t('kept.yes')}</span>
      </p>
    );
  }
  return (
    <div className="grid gap-2 text-std-16N-170">
      <p className="flex items-start gap-2">
        <ImportantIcon className="mt-0.5 size-5 text-yellow-1200" />
        <span>{t('kept.no')}</span>
      </p>
      <p>{t(way === 'by-hand' ? 'kept.byHand' : 'kept.ask')}</p>
      <div className="flex flex-wrap gap-3">
        {way === 'offered' && (
          <Button look="outline" size="sm" onClick={() => void install()}>
            {t('homeScreen.install')}
          </Button>
        )}
        {way !== 'by-hand' && (
          <Button look="outline" size="sm" onClick={() => void ask()}>
            {t('kept.askButton')}
          </Button>
        )}
      </div>
      <p role="status" className="empty:hidden">
        {refused ? t('kept.refused') : ''}
      </p>
      <p className="text-ink-soft">{t('kept.lost')}</p>
    </div>
  );
}
