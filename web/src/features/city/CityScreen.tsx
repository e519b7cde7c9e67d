import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityRoom, readCityRooms } from '../../api/city';
import { Link, paths, useQuery } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { CityRoom, RoomState } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { LiveRegion } from '../../ui/LiveRegion';
import { useThreePanes } from '../../ui/media';
import { Notice } from '../../ui/Notice';
import { SearchField } from '../../ui/SearchField';
import { matches } from '../rooms/order';
import { CityCards } from './CityCards';
import { CityTable } from './CityTable';
import { DiscontinueDialog } from './DiscontinueDialog';
import { EndDialog } from './EndDialog';
import { takeOutcome } from './outcome';
import { StateFilter } from './StateFilter';

type Asking = { is: 'discontinue' | 'end'; room: CityRoom };

/** All rooms of the city by name and state, and the decisions about them. Never a word of a room's content. */
export default function CityScreen() {
  const { t } = useTranslation();
  const wide = useThreePanes();
  const [rooms, setRooms] = useState<CityRoom[]>();
  const [hasMore, setHasMore] = useState(false);
  const [endedRoomDays, setEndedRoomDays] = useState(0);
  const [problem, setProblem] = useState<string>();
  const [stale, setStale] = useState(false);
  const [outcome, setOutcome] = useState(takeOutcome);
  const [query, setQuery] = useState('');
  const [state, setState] = useState<RoomState | 'all'>('all');
  const [asking, setAsking] = useState<Asking>();
  /** The room that was discontinued a moment ago. */
  const [closed, setClosed] = useState<string>();

  /** The one room that a search led to. */
  const wanted = useQuery().get('room');

  const load = useCallback(async () => {
    try {
      const read = await (wanted === null ? readCityRooms() : readCityRoom(wanted));
      setRooms(read.rooms);
      setHasMore(read.has_more);
      setEndedRoomDays(read.ended_room_days);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [t, wanted]);

  useEffect(() => {
    void load();
  }, [load]);

  // What a decision led to stands at the top; the decision may have been made far below.
  const said = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!outcome && !problem && !stale) return;
    said.current?.scrollIntoView({ block: 'center' });
    said.current?.focus({ preventScroll: true });
  }, [outcome, problem, stale]);

  const only = rooms?.find(({ room }) => room === wanted);
  const found = only ? [only] : rooms?.filter((room) => matches(room, query));
  const shown = found?.filter((room) => only || state === 'all' || room.state === state);
  const List = wide ? CityTable : CityCards;

  return (
    <div className="mx-auto grid max-w-6xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <div className="grid gap-1">
        <ScreenTitle screen={t('city.title')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('city.lead')}</p>
      </div>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <Link href={paths.propose} className={buttonClass('outline', 'md')}>
          {t('propose.register')}
        </Link>
        <Link href={paths.importPersons} className={buttonClass('outline', 'md')}>
          {t('personFile.act')}
        </Link>
        <Link href={paths.disasters} className={buttonClass('outline', 'md')}>
          {t('disaster.title')}
        </Link>
        <Link href={paths.audit} className={buttonClass('outline', 'md')}>
          {t('audit.act')}
        </Link>
        <Link href={paths.cityPeople} className={buttonClass('outline', 'md')}>
          {t('cityPeople.act')}
        </Link>
        <TextLink href={paths.consentForm}>{t('consentForm.open')}</TextLink>
      </div>
      <LiveRegion ref={said} className="grid gap-3">
        {outcome && (
          <Notice
            tone="success"
            action={
              closed && <TextLink href={paths.certificate(closed)}>{t('discontinuation.toIt')}</TextLink>
            }
          >
            {outcome.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </Notice>
        )}
        {stale && <Notice tone="warning">{t('problem.stale')}</Notice>}
        {problem && (
          <Notice
            tone="error"
            action={
              <Button size="sm" look="outline" onClick={() => void reload()}>
                {t('city.refresh')}
              </Button>
            }
          >
            {problem}
          </Notice>
        )}
      </LiveRegion>
      {rooms && wanted !== null && (
        <Notice tone="info" action={<TextLink href={paths.city}>{t('city.showAll')}</TextLink>}>
          {t(only ? 'city.onlyFound' : 'city.noMatch')}
        </Notice>
      )}
      {rooms && hasMore && <Notice tone="warning">{t('city.cut', { shown: rooms.length })}</Notice>}
      {rooms && rooms.length > 0 && wanted === null && (
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_16rem] lg:items-start">
          <StateFilter rooms={found ?? []} value={state} onChange={setState} />
          <SearchField label={t('city.filter')} value={query} onChange={setQuery} />
        </div>
      )}
      {rooms === undefined && problem === undefined && <Loading />}
      {rooms?.length === 0 && wanted === null && (
        <p className="py-10 text-center text-ink-soft">{t('city.empty')}</p>
      )}
      {rooms && rooms.length > 0 && shown?.length === 0 && (
        <p className="py-10 text-center text-ink-soft">{t('city.noMatch')}</p>
      )}
      {shown && shown.length > 0 && (
        <List
          rooms={shown}
          onDiscontinue={(room) => ask('discontinue', room)}
          onEnd={(room) => ask('end', room)}
        />
      )}
      {asking?.is === 'end' && <EndDialog readableDays={endedRoomDays} {...answersOf(asking)} />}
      {asking?.is === 'discontinue' && <DiscontinueDialog {...answersOf(asking)} />}
    </div>
  );

  function ask(is: Asking['is'], room: CityRoom) {
    setStale(false);
    setAsking({ is, room });
  }

  /** What a dialog is about, and what follows from what was said in it. */
  function answersOf({ is, room }: Asking) {
    return {
      room,
      onClose: () => setAsking(undefined),
      onDone: (lines: string[]) => {
        setClosed(is === 'discontinue' ? room.room : undefined);
        setAsking(undefined);
        setProblem(undefined);
        setStale(false);
        setOutcome(lines);
        void load();
      },
      onStale: () => {
        setAsking(undefined);
        setOutcome(undefined);
        setStale(true);
        void load();
      },
    };
  }

  async function reload() {
    setProblem(undefined);
    await load();
  }
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="grid gap-3">
      <span className="sr-only">{t('app.loading')}</span>
      {[0, 1, 2].map((row) => (
        <div
          key={row}
          aria-hidden="true"
          className="h-24 animate-pulse rounded-12 border border-line bg-white"
        />
      ))}
    </div>
  );
}
