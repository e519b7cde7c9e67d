import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import type { CityRoom } from '../../protocol';

const LOOK = 'inline-flex min-h-11 items-center text-key-900 underline underline-offset-4 hover:decoration-2';

/** That other rooms may be about the same person, and which. */
export function SamePerson({ room }: { room: CityRoom }) {
  const { t } = useTranslation();
  const several = room.same_person.length > 1;
  return (
    <>
      {t('city.mayBeTwice')}
      <span className="flex flex-wrap gap-x-4">
        {room.same_person.map((other, place) => (
          <Link
            key={other}
            href={paths.cityRoom(other)}
            aria-label={t(several ? 'city.otherRoomForOf' : 'city.otherRoomFor', {
              name: room.label,
              number: place + 1,
            })}
            className={LOOK}
          >
            {t(several ? 'city.otherRoomOf' : 'city.otherRoom', { number: place + 1 })}
          </Link>
        ))}
      </span>
    </>
  );
}

type OtherRoomsProps = { room: CityRoom; rooms: readonly CityRoom[] };

/** The same beside a form: what is needed to compare stands here, and a link opens beside it, since what was typed must stay. */
export function OtherRooms({ room, rooms }: OtherRoomsProps) {
  const { t } = useTranslation();
  const others = rooms.filter((other) => room.same_person.includes(other.room));
  return (
    <>
      {t('city.mayBeTwice')}
      <ul className="grid gap-2 pt-2">
        {others.map((other) => (
          <li key={other.room} className="rounded-8 bg-paper px-3 py-2">
            <span className="block text-std-17B-170">
              {t('receipt.for', { name: other.label, kana: other.kana })}
            </span>
            <span className="block text-[0.9375rem] leading-150">
              {t('receipt.otherRoom', {
                state: t(`state.${other.state}`),
                facilities: other.facilities.join('、') || t('receipt.noReaders'),
              })}
            </span>
            <a href={paths.cityRoom(other.room)} target="_blank" rel="noopener" className={LOOK}>
              {t('receipt.openOther')}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
