import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endExceptionalUse } from '../../api/exceptional-use';
import { formatMoment } from '../../i18n/dates';
import type { CityRoom } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { Term, Terms } from '../../ui/Terms';

type PermitCardProps = {
  room: CityRoom;
  onEnded(room: CityRoom): void;
  onFailed(error: unknown): void;
};

/** The permits that stand, and their end before their time: all of a room end together. */
export function PermitCard({ room, onEnded, onFailed }: PermitCardProps) {
  const { t } = useTranslation();
  const { permits } = room;
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
      {permits.map(({ ground, until }) => (
        <Terms key={`${ground} ${until}`}>
          <Term name={t('exceptionalUse.ground')}>{t(`exceptionalUse.groundShort.${ground}`)}</Term>
          <Term name={t('exceptionalUse.until')}>{formatMoment(until)}</Term>
        </Terms>
      ))}
      <Terms>
        <Term name={t('city.members')}>{t('city.membersCount', { members: room.members })}</Term>
      </Terms>
      <div>
        <Button look="danger" busy={working} aria-haspopup="dialog" onClick={() => setAsking(true)}>
          {t('exceptionalUse.end')}
        </Button>
      </div>
      {asking && (
        <Dialog title={t('exceptionalUse.end')} onClose={() => setAsking(false)}>
          <p className="pt-4 text-std-17N-170">
            {permits.length === 1
              ? t('exceptionalUse.endText')
              : t('exceptionalUse.endAllText', { permits: permits.length })}
          </p>
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
