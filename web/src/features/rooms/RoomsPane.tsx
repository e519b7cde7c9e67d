import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoomsFact } from '../../app/care-rooms-context';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import type { RoomLine } from '../../protocol';
import { PeopleIcon } from '../../ui/icons';
import { SearchField } from '../../ui/SearchField';
import { byAttention, matches } from './order';
import { RoomLink } from './RoomLink';

/** From so many rooms on, a field helps to find one. */
const WORTH_FILTERING = 6;

type RoomsPaneProps = {
  /** The room that is open beside the list. */
  current: string | undefined;
  /** Stands beside a room, and is not the screen itself. */
  beside?: boolean;
};

/** The list of rooms. It never shows a word of a post. */
export function RoomsPane({ current, beside = false }: RoomsPaneProps) {
  const { t } = useTranslation();
  const list = useRoomsFact((rooms) => rooms.list);
  const [query, setQuery] = useState('');
  const lines = useMemo(() => byAttention(list ?? []), [list]);
  const shown = lines.filter((line) => matches(line, query));
  const unread = lines.filter((line) => line.unread > 0).length;
  const { role } = useSession().session;
  const mayPropose = role === 'staff' || role === 'facility_admin';
  const isScreen = !beside || current === undefined;

  return (
    <section
      aria-labelledby="rooms-heading"
      className={
        beside
          ? 'scroll-quiet flex min-h-0 flex-col overflow-y-auto border-r border-line bg-white'
          : 'mx-auto flex min-h-full w-full max-w-3xl flex-col bg-white'
      }
    >
      <div className="grid gap-2 px-4 pt-4 pb-3">
        <div id="rooms-heading">
          {isScreen ? (
            <ScreenTitle
              screen={t('rooms.title')}
              className={beside ? 'text-std-18B-160' : 'text-std-24B-150'}
            />
          ) : (
            <h2 className="text-std-18B-160">{t('rooms.title')}</h2>
          )}
        </div>
        {list && list.length > 0 && (
          <p className="text-[0.9375rem] leading-170 text-ink-soft">
            {unread > 0 ? t('rooms.someUnread', { rooms: unread }) : t('rooms.allRead')}
          </p>
        )}
        {mayPropose && isScreen && (
          <span className="flex flex-wrap gap-x-5">
            <TextLink href={paths.propose}>{t('propose.title')}</TextLink>
            <TextLink href={paths.useApplications}>{t('useApplication.own')}</TextLink>
          </span>
        )}
        {lines.length >= WORTH_FILTERING && (
          <SearchField label={t('rooms.filter')} value={query} onChange={setQuery} />
        )}
      </div>
      {list === undefined ? (
        <Loading />
      ) : list.length === 0 ? (
        <Empty />
      ) : shown.length === 0 ? (
        <p className="px-4 py-6 text-ink-soft">{t('rooms.noMatch', { query })}</p>
      ) : (
        <ul className="border-t border-line">
          {shown.map((line: RoomLine) => (
            <li key={line.room} className="border-b border-line">
              <RoomLink line={line} current={line.room === current} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** As tall as what comes, so that nothing jumps. */
function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="border-t border-line">
      <span className="sr-only">{t('app.loading')}</span>
      {[0, 1, 2, 3].map((row) => (
        <div
          key={row}
          aria-hidden="true"
          className="grid h-24 content-center gap-2 border-b border-line px-4"
        >
          <span className="h-5 w-32 animate-pulse rounded-4 bg-solid-gray-100" />
          <span className="h-4 w-20 animate-pulse rounded-4 bg-solid-gray-50" />
        </div>
      ))}
    </div>
  );
}

function Empty() {
  const { t } = useTranslation();
  return (
    <div className="grid justify-items-center gap-2 px-6 py-14 text-center">
      <PeopleIcon className="size-12 text-key-300" />
      <p className="text-std-17B-170">{t('rooms.empty')}</p>
      <p className="text-ink-soft">{t('rooms.emptyHint')}</p>
    </div>
  );
}
