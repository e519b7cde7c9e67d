import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAccount, readDevice, restoreAccount, restoreDevice } from '../../api/cases';
import { isProblemOf } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import type { CityAccount, DeviceLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';

/** A device that a decision has suspended, as it stands now, and the way back. */
export function StoppedDevice({ device }: { device: string }) {
  const { t } = useTranslation();
  const words = { stopped: t('twoPlaces.stopped'), restored: t('twoPlaces.restored') };
  return <Stopped<DeviceLine> id={device} read={readDevice} restore={restoreDevice} {...words} />;
}

/** The same of an ID. */
export function StoppedAccount({ account }: { account: string }) {
  const { t } = useTranslation();
  const words = { stopped: t('proxyCase.accountStopped'), restored: t('proxyCase.accountRestored') };
  return <Stopped<CityAccount> id={account} read={readAccount} restore={restoreAccount} {...words} />;
}

type StoppedProps<Line> = {
  id: string;
  read(id: string): Promise<Line | undefined>;
  restore(line: Line): Promise<Line>;
  stopped: string;
  restored: string;
};

function Stopped<Line extends DeviceLine | CityAccount>(props: StoppedProps<Line>) {
  const { id, read, restore, stopped, restored } = props;
  const { t } = useTranslation();
  const [line, setLine] = useState<Line>();
  const [said, setSaid] = useState<{ tone: 'success' | 'error'; text: string }>();
  const [working, setWorking] = useState(false);

  useEffect(() => {
    read(id)
      .then(setLine)
      .catch((error: unknown) => setSaid({ tone: 'error', text: problemWords(t, error) }));
  }, [id, read, t]);

  const lift = async () => {
    if (!line) return;
    setWorking(true);
    try {
      setLine(await restore(line));
      setSaid({ tone: 'success', text: restored });
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
          <p className="text-std-16N-170 text-ink-soft">{stopped}</p>
          <Button look="outline" busy={working} onClick={() => void lift()} className="justify-self-start">
            {t('twoPlaces.restore')}
          </Button>
        </>
      )}
    </div>
  );
}
