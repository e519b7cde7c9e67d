import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import { Unbroken } from '../../ui/Unbroken';
import { PermitMark } from '../exceptional-use/PermitMark';
import { daysLeft } from '../rooms/order';
import { StateMark } from '../rooms/StateMark';
import { CityActions } from './CityActions';
import { type CityListProps, consentWords, roomHint, roomName } from './list';
import { SamePerson } from './SamePerson';
import { endWords, readingWords } from './support-end';

export function CityTable({ rooms, ...decide }: CityListProps) {
  const { t } = useTranslation();
  const heads = [
    t('city.person'),
    t('city.state'),
    t('city.since'),
    t('city.consent'),
    t('city.members'),
    t('city.actions'),
  ];
  return (
    // Nothing is clipped: a line's menu reaches over the edge.
    <div className="rounded-12 border border-line bg-white shadow-sheet">
      <table className="w-full border-separate border-spacing-0 text-left">
        <caption className="sr-only">{t('city.list')}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className="border-b border-solid-gray-500 bg-paper px-4 py-2.5 text-dns-14B-130 whitespace-nowrap first:rounded-tl-12 last:rounded-tr-12"
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rooms.map((room) => (
            <tr
              key={room.room}
              className="align-middle *:border-b *:border-line last:*:border-b-0 hover:*:bg-key-50/50 last:*:first:rounded-bl-12 last:*:last:rounded-br-12"
            >
              <th scope="row" className="px-4 py-3.5 font-400">
                <span className="block w-max max-w-56 text-std-17B-170 leading-140">{roomName(t, room)}</span>
                <span className="block w-max max-w-56 text-[0.875rem] leading-140 text-ink-soft">
                  {roomHint(t, room)}
                </span>
                {room.may_be_twice && (
                  <span className="block pt-1 text-[0.875rem] leading-140 text-error-2">
                    <SamePerson room={room} />
                  </span>
                )}
              </th>
              <td className="px-4 py-3.5">
                <span className="whitespace-nowrap">
                  <StateMark state={room.state} />
                </span>
                {room.lapses_at && (
                  <span className="block pt-1 text-[0.875rem] leading-140">
                    {t('propose.daysLeft', { days: daysLeft(room.lapses_at) })}
                  </span>
                )}
                <PermitMark room={room} />
                {room.end && (
                  <span className="block pt-1 text-[0.875rem] leading-140">{endWords(t, room.end)}</span>
                )}
                {room.end?.readable_until && (
                  <span className="block pt-1 text-[0.875rem] leading-140">
                    {readingWords(t, room.end.readable_until)}
                  </span>
                )}
              </td>
              <td className="px-4 py-3.5 text-[0.9375rem] leading-150 whitespace-nowrap">
                {formatMoment(room.state_since)}
              </td>
              <td className="px-4 py-3.5 text-[0.9375rem] leading-150">
                <Unbroken>{consentWords(t, room)}</Unbroken>
              </td>
              <td className="px-4 py-3.5 text-[0.9375rem] whitespace-nowrap">
                {t('city.membersCount', { members: room.members })}
              </td>
              <td className="px-4 py-3.5">
                <CityActions room={room} {...decide} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
