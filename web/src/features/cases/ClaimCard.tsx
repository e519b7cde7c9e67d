import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../app/shortcuts';
import { formatMoment } from '../../i18n/dates';
import type { CaseLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';

type ClaimCardProps = { line: CaseLine; claim(): Promise<boolean>; release(): Promise<boolean> };

/** Who works on it. Taking a case over from someone is asked about once more. */
export function ClaimCard({ line, claim, release }: ClaimCardProps) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const [asking, setAsking] = useState(false);

  const run = async (work: () => Promise<boolean>) => {
    setAsking(false);
    setWorking(true);
    await work();
    setWorking(false);
  };

  // As the button does: nobody takes a case over by a slip of a finger.
  useShortcuts({
    c: () => {
      if (line.is_mine || working) return false;
      if (line.claimed_by) setAsking(true);
      else void run(claim);
    },
  });

  const since = line.claimed_at ? formatMoment(line.claimed_at) : '';
  const words = line.is_mine
    ? t('cases.holds.me', { since })
    : line.claimed_by
      ? t('cases.holds.other', { name: line.claimed_by, since })
      : t('cases.holds.nobody');
  return (
    <Card title={t('cases.holder')}>
      <p className="text-std-16N-170">{words}</p>
      {line.is_mine ? (
        <Button look="outline" busy={working} onClick={() => void run(release)}>
          {t('cases.release')}
        </Button>
      ) : line.claimed_by ? (
        <Button look="outline" aria-haspopup="dialog" busy={working} onClick={() => setAsking(true)}>
          {t('cases.takeOver')}
        </Button>
      ) : (
        <Button busy={working} onClick={() => void run(claim)}>
          {t('cases.claim')}
        </Button>
      )}
      {asking && (
        <Dialog title={t('cases.takeOver')} onClose={() => setAsking(false)}>
          <p className="pt-4 text-std-17N-170">{t('cases.takeOverText', { name: line.claimed_by })}</p>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button onClick={() => void run(claim)}>{t('cases.takeOver')}</Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
