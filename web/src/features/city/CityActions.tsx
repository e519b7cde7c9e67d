import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import type { CityRoom } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { type CityListProps, isOpen, roomName } from './list';

type CityActionsProps = Omit<CityListProps, 'rooms'> & { room: CityRoom };

export function CityActions({ room, onDiscontinue, onEnd }: CityActionsProps) {
  const { t } = useTranslation();
  // Of a proposal that was deleted nobody knows whom it was about; that it was discontinued before is written down.
  if (room.state === 'lapsed' && !room.has_certificate) return null;
  const hasKey = room.state !== 'erased' && room.state !== 'lapsed';
  // Who looked at a record is asked of a room that is closed, too; not of one whose key is gone.
  const reports = hasKey && (
    <Link
      href={paths.reports(room.room)}
      aria-label={t('report.actFor', { name: room.label })}
      className={buttonClass('outline', 'sm')}
    >
      {t('report.act')}
    </Link>
  );
  const disclosures = hasKey && (
    <Link
      href={paths.disclosures(room.room)}
      aria-label={t('disclosure.actFor', { name: room.label })}
      className={buttonClass('outline', 'sm')}
    >
      {t('disclosure.act')}
    </Link>
  );
  if (!isOpen(room)) {
    return (
      <div className="flex flex-wrap gap-x-3 gap-y-3">
        {room.state === 'permit_only' && (
          <>
            <Link
              href={paths.team(room.room)}
              aria-label={t('team.actFor', { name: room.label })}
              className={buttonClass('outline', 'sm')}
            >
              {t('team.act')}
            </Link>
            <Link
              href={paths.exceptionalUse(room.room)}
              aria-label={t('exceptionalUse.actFor', { name: room.label })}
              className={buttonClass('outline', 'sm')}
            >
              {t('exceptionalUse.act')}
            </Link>
          </>
        )}
        {room.has_certificate && (
          <Link
            href={paths.certificate(room.room)}
            aria-label={t('discontinuation.actFor', { name: roomName(t, room) })}
            className={buttonClass('outline', 'sm')}
          >
            {t('discontinuation.act')}
          </Link>
        )}
        {reports}
        {disclosures}
        <Erasure room={room} />
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
      {(room.state === 'active' || room.state === 'ended') && (
        <Link
          href={paths.consents(room.room)}
          aria-label={t('consents.actFor', { name: room.label })}
          className={buttonClass('outline', 'sm')}
        >
          {t('consents.title')}
        </Link>
      )}
      <Link
        href={paths.identity(room.room)}
        aria-label={t('identity.actFor', { name: room.label })}
        className={buttonClass('outline', 'sm')}
      >
        {t('identity.act')}
      </Link>
      {room.state === 'active' && (
        <Link
          href={paths.particulars(room.room)}
          aria-label={t('particulars.actFor', { name: room.label })}
          className={buttonClass('outline', 'sm')}
        >
          {t('particulars.title')}
        </Link>
      )}
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
      <Link
        href={paths.exceptionalUse(room.room)}
        aria-label={t('exceptionalUse.actFor', { name: room.label })}
        className={buttonClass('outline', 'sm')}
      >
        {t('exceptionalUse.act')}
      </Link>
      {reports}
      {disclosures}
      <Erasure room={room} />
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

/** What is over may be erased; what was erased has a certificate of it. */
function Erasure({ room }: { room: CityRoom }) {
  const { t } = useTranslation();
  const name = roomName(t, room);
  const look = buttonClass('outline', 'sm');
  if (room.erased) {
    return (
      <Link href={paths.erasure(room.room)} className={look}>
        {t('erasure.certificateTitle')}
      </Link>
    );
  }
  if (room.erasure_case) {
    return (
      <Link
        href={paths.case(room.erasure_case)}
        aria-label={t('erasure.waitsFor', { name })}
        className={look}
      >
        {t('erasure.waitsShort')}
      </Link>
    );
  }
  if (room.state !== 'ended' && room.state !== 'discontinued') return null;
  return (
    <Link href={paths.erase(room.room)} aria-label={t('erasure.actFor', { name })} className={look}>
      {t('erasure.act')}
    </Link>
  );
}
