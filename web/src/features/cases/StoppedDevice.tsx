import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readDevice, restoreDevice } from '../../api/cases';
import { isProblemOf } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import type { DeviceLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';

/** A device that a decision has suspended, as it stands now, and the way back. */
export function StoppedDevice({ device }: { device: string }) {
  const { t } = useTranslation();
  const [line, setLine] = useState<DeviceLine>();
  const [said, setSaid] = useState<{ tone: 'success' | 'error'; text: string }>();
  const [working, setWorking] = useState(false);

  useEffect(() => {
    readDevice(device)
      .then(setLine)
      .catch((error: unknown) => setSaid({ tone: 'error', text: problemWords(t, error) }));
  }, [device, t]);

  const restore = async () => {
    if (!line) return;
    setWorking(true);
    try {
      setLine(await restoreDevice(line));
      setSaid({ tone: 'success', text: t('twoPlaces.restored') });
    } catch (error) {
      // Who did not want to use the passkey is told nothing: they know.
      if (!isProblemOf(error, 'step_up_required')) setSaid({ tone: 'error', text: problemWords(t, error) });
    }
    setWorking(false);
  };

  return (
    <div className="grid gap-3">
      <LiveRegion>{said && <Notice tone={said.tone}>{said.text}</Notice>}</LiveRegion>
      {line?.standing === 'suspended' && (
        <>
          <p className="text-std-16N-170 text-ink-soft">{t('twoPlaces.stopped')}</p>
          <Button look="outline" busy={working} onClick={() => void restore()} className="justify-self-start">
            {t('twoPlaces.restore')}
          </Button>
        </>
      )}
    </div>
  );
}
