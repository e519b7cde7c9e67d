import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '../../app/route';
import type { FoundAccount, FoundFacility, FoundRoom, Role, Standing } from '../../protocol';
import { StateMark } from '../rooms/StateMark';
import type { Search } from './kept';
import { placeOfAccount, placeOfFacility, placeOfRoom } from './places';

/** What is called so, by what it is. */
export function Found({ search: { term, found }, role }: { search: Search; role: Role }) {
  const { t } = useTranslation();
  const { rooms, staff, facilities } = found;
  if (rooms.length + staff.length + facilities.length === 0) {
    return <p className="py-10 text-center text-ink-soft">{t('search.none', { term })}</p>;
  }
  return (
    <div className="grid gap-6">
      <Group title={t('search.rooms')} shown={rooms.length} more={found.more_rooms}>
        {rooms.map((one) => (
          <RoomLine key={one.room} one={one} role={role} />
        ))}
      </Group>
      <Group title={t('search.staff')} shown={staff.length} more={found.more_staff}>
        {staff.map((one) => (
          <AccountLine key={one.account} one={one} role={role} />
        ))}
      </Group>
      <Group title={t('search.facilities')} shown={facilities.length} more={found.more_facilities}>
        {facilities.map((one) => (
          <FacilityLine key={one.facility} one={one} role={role} />
        ))}
      </Group>
    </div>
  );
}

type GroupProps = { title: string; shown: number; more: number; children: ReactNode };

function Group({ title, shown, more, children }: GroupProps) {
  const { t } = useTranslation();
  const id = useId();
  if (shown === 0) return null;
  return (
    <section aria-labelledby={id} className="grid gap-2">
      <h2 id={id} className="text-std-18B-160">
        {t('city.withCount', { label: title, total: shown + more })}
      </h2>
      <ul
        aria-labelledby={id}
        className="divide-y divide-line overflow-hidden rounded-12 border border-line bg-white shadow-sheet"
      >
        {children}
      </ul>
      {more > 0 && <p className="text-[0.9375rem] leading-170 text-ink-soft">{t('search.more', { more })}</p>}
    </section>
  );
}

type LineProps = { name: string; hint: string; place: string | undefined; children: ReactNode };

function Line({ name, hint, place, children }: LineProps) {
  const inside = (
    <>
      <span className="min-w-0">
        <span className={`block text-std-17B-170 leading-140 ${place ? 'text-key-900' : ''}`}>{name}</span>
        <span className="block text-[0.875rem] leading-140 text-ink-soft">{hint}</span>
      </span>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.9375rem] leading-140">
        {children}
      </span>
    </>
  );
  const look = 'flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5';
  return (
    <li>
      {place ? (
        <Link href={place} className={`${look} -outline-offset-4 hover:bg-key-50 hover:underline`}>
          {inside}
        </Link>
      ) : (
        <div className={look}>{inside}</div>
      )}
    </li>
  );
}

function RoomLine({ one, role }: { one: FoundRoom; role: Role }) {
  return (
    <Line name={one.label} hint={one.kana} place={placeOfRoom(role, one)}>
      <StateMark state={one.state} />
    </Line>
  );
}

function AccountLine({ one, role }: { one: FoundAccount; role: Role }) {
  const { t } = useTranslation();
  const hasLeft = one.facility === null;
  return (
    <Line name={one.name} hint={[one.kana, one.login_id].join('・')} place={placeOfAccount(role, one)}>
      {one.facility_name && (
        <span>{hasLeft ? t('search.wasAt', { facility: one.facility_name }) : one.facility_name}</span>
      )}
      {!hasLeft && one.role !== 'staff' && <span className="font-700">{t(`role.${one.role}`)}</span>}
      <StandingMark standing={one.standing} ended={t('search.idEnded')} />
    </Line>
  );
}

function FacilityLine({ one, role }: { one: FoundFacility; role: Role }) {
  const { t } = useTranslation();
  return (
    <Line name={one.name} hint={t(`category.${one.category}`)} place={placeOfFacility(role, one)}>
      <StandingMark standing={one.standing} ended={t('search.facilityEnded')} />
    </Line>
  );
}

function StandingMark({ standing, ended }: { standing: Standing; ended: string }) {
  const { t } = useTranslation();
  if (standing === 'active') return null;
  if (standing === 'ended') return <span className="text-ink-soft">{ended}</span>;
  return <span className="font-700 text-error-2">{t('progress.suspended')}</span>;
}
