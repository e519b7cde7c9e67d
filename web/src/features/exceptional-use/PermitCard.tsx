import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endExceptionalUse } from '../../api/exceptional-use';
import { formatMoment } from '../../i18n/dates';
import type { CityRoom, PermitLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { Term, Terms } from '../../ui/Terms';

type PermitCardProps = {
  room: CityRoom;
  permit: PermitLine;
  onEnded(room: CityRoom): void;
  onFailed(error: unknown): void;
};

/** The permit that stands, and its end before its time. */
export function PermitCard({ room, permit, onEnded, onFailed }: PermitCardProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);

  const end = async () => {
    setAsking(false);
    setWorking(true);
    try {
      onEnded(await endExceptionalUse(room.room, room.version));
    } catch (error) {
      onFailed(error);
    }
    setWorking(false);
  };

  return (
    <Card title={t('exceptionalUse.standing')}>
      <Terms>
        <Term name={t('exceptionalUse.ground')}>{t(`exceptionalUse.groundShort.${permit.ground}`)}</Term>
        <Term name={t('exceptionalUse.until')}>{formatMoment(permit.until)}</Term>
        <Term name={t('city.members')}>{t('city.membersCount', { members: room.members })}</Term>
      </Terms>
      <div>
        <Button look="danger" busy={working} aria-haspopup="dialog" onClick={() => setAsking(true)}>
          {t('exceptionalUse.end')}
        </Button>
      </div>
      {asking && (
        <Dialog title={t('exceptionalUse.end')} onClose={() => setAsking(false)}>
          <p className="pt-4 text-std-17N-170">{t('exceptionalUse.endText')}</p>
          <div className="flex flex-wrap justify-end gap-3 pt-6">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button look="danger" onClick={() => void end()}>
              {t('exceptionalUse.end')}
            </Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
