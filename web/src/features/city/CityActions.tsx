import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import type { CityRoom } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { type CityListProps, isOpen } from './list';

type CityActionsProps = Omit<CityListProps, 'rooms'> & { room: CityRoom };

export function CityActions({ room, onDiscontinue, onEnd }: CityActionsProps) {
  const { t } = useTranslation();
  // Of a proposal that was deleted nobody knows whom it was about.
  if (room.state === 'lapsed') return null;
  // Who looked at a record is asked of a room that is closed, too.
  const reports = (
    <Link
      href={paths.reports(room.room)}
      aria-label={t('report.actFor', { name: room.label })}
      className={buttonClass('outline', 'sm')}
    >
      {t('report.act')}
    </Link>
  );
  if (!isOpen(room)) {
    return (
      <div className="flex flex-wrap gap-x-3 gap-y-3">
        {room.has_certificate && (
          <Link
            href={paths.certificate(room.room)}
            aria-label={t('discontinuation.actFor', { name: room.label })}
            className={buttonClass('outline', 'sm')}
          >
            {t('discontinuation.act')}
          </Link>
        )}
        {reports}
      </div>
    );
  }
  return (
    <div className="flex flex-wrap gap-x-3 gap-y-3">
      {room.state === 'awaiting_consent' && (
        <Link
          href={paths.receipt(room.room)}
          aria-label={t('city.receiveFor', { name: room.label })}
          className={buttonClass('solid', 'sm')}
        >
          {t('city.receive')}
        </Link>
      )}
      <Link
        href={paths.team(room.room)}
        aria-label={t('team.actFor', { name: room.label })}
        className={buttonClass('outline', 'sm')}
      >
        {t('team.act')}
      </Link>
      {room.state === 'active' && (
        <Button
          size="sm"
          look="outline"
          aria-label={t('supportEnd.actFor', { name: room.label })}
          aria-haspopup="dialog"
          onClick={() => onEnd(room)}
        >
          {t('supportEnd.act')}
        </Button>
      )}
      {reports}
      {/* A withdrawal must be accepted whatever state the room is in (article 16). */}
      <Button
        size="sm"
        look="outline"
        aria-label={t('city.discontinueFor', { name: room.label })}
        aria-haspopup="dialog"
        onClick={() => onDiscontinue(room)}
        className="border-error-2! text-error-2! hover:bg-red-50!"
      >
        {t('city.discontinue')}
      </Button>
    </div>
  );
}
