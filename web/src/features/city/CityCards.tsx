import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { PermitMark } from '../exceptional-use/PermitMark';
import { daysLeft } from '../rooms/order';
import { StateMark } from '../rooms/StateMark';
import { CityActions } from './CityActions';
import { type CityListProps, consentWords, roomHint, roomName } from './list';
import { SamePerson } from './SamePerson';
import { endWords, readingWords } from './support-end';

export function CityCards({ rooms, ...decide }: CityListProps) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t('city.list')} className="grid gap-3">
      {rooms.map((room) => (
        <li key={room.room} className="grid gap-3 rounded-12 border border-line bg-white p-4 shadow-sheet">
          <div className="flex flex-wrap items-start justify-between gap-2">
            <h2 className="text-std-18B-160 leading-140">
              {roomName(t, room)}
              <span className="block text-[0.875rem] leading-140 font-400 text-ink-soft">
                {roomHint(t, room)}
              </span>
            </h2>
            <span className="grid justify-items-end">
              <StateMark state={room.state} />
              <PermitMark room={room} />
            </span>
          </div>
          <Terms>
            <Term name={t('city.since')}>{formatMoment(room.state_since)}</Term>
            {room.lapses_at && (
              <Term name={t('propose.lapse')}>
                {t('propose.daysLeft', { days: daysLeft(room.lapses_at) })}
              </Term>
            )}
            {room.end && <Term name={t('supportEnd.reason')}>{endWords(t, room.end)}</Term>}
            {room.end?.readable_until && (
              <Term name={t('supportEnd.reading')}>{readingWords(t, room.end.readable_until)}</Term>
            )}
            <Term name={t('city.consent')}>{consentWords(t, room)}</Term>
            <Term name={t('city.members')}>{t('city.membersCount', { members: room.members })}</Term>
          </Terms>
          {room.may_be_twice && (
            <Notice tone="warning">
              <SamePerson room={room} />
            </Notice>
          )}
          <CityActions room={room} {...decide} />
        </li>
      ))}
    </ul>
  );
}
