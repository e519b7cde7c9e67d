import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readDisasterEvents } from '../../api/disaster-events';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { DisasterEventLine } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { EventMark } from './EventMark';
import { stateOf } from './event-state';

/** 災害の宣言: what was declared and stands, what waits, and what is over. */
export default function DisastersScreen() {
  const { t } = useTranslation();
  const isModerator = useSession().session.role === 'city_moderator';
  const [events, setEvents] = useState<DisasterEventLine[]>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    try {
      setEvents((await readDisasterEvents()).events);
      setProblem(undefined);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [t]);

  useEffect(() => {
    void load();
  }, [load]);

  if (!events && !problem) return <Waiting />;
  const isCurrent = (event: DisasterEventLine) => ['asked', 'standing'].includes(stateOf(event));
  const current = events?.filter(isCurrent) ?? [];
  const over = events?.filter((event) => !isCurrent(event)) ?? [];
  return (
    <div className="mx-auto grid max-w-4xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={isModerator ? paths.city : paths.cases}>
        <BackIcon className="size-5" />
        {t(isModerator ? 'team.back' : 'cases.backToApprovals')}
      </TextLink>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="grid gap-1">
          <ScreenTitle screen={t('disaster.title')} className="text-std-28B-150" />
          <p className="text-ink-soft">{t('disaster.lead')}</p>
        </div>
        {isModerator && (
          <Link href={paths.declareDisaster} className={buttonClass('solid', 'md')}>
            {t('disaster.act')}
          </Link>
        )}
      </div>
      <LiveRegion className="grid gap-3">
        {problem && (
          <Notice
            tone="error"
            action={
              <Button size="sm" look="outline" onClick={() => void load()}>
                {t('app.retry')}
              </Button>
            }
          >
            {problem}
          </Notice>
        )}
      </LiveRegion>
      {events?.length === 0 && <p className="py-10 text-center text-ink-soft">{t('disaster.none')}</p>}
      {current.length > 0 && <Events title={t('disaster.current')} events={current} />}
      {over.length > 0 && <Events title={t('disaster.past')} events={over} />}
    </div>
  );
}

function Events({ title, events }: { title: string; events: readonly DisasterEventLine[] }) {
  const { t } = useTranslation();
  return (
    <section aria-label={title} className="grid gap-3">
      <h2 className="text-std-20B-150">{title}</h2>
      <ul className="grid gap-3">
        {events.map((event) => (
          <li key={event.case} className="grid gap-2 rounded-12 border border-line bg-white p-4 shadow-sheet">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <h3>
                <Link
                  href={paths.disaster(event.case)}
                  className="inline-flex min-h-11 items-center text-std-17B-170 leading-140 text-key-900 underline underline-offset-4 hover:decoration-2"
                >
                  {event.name}
                </Link>
              </h3>
              <EventMark event={event} />
            </div>
            <Terms>
              <Term name={t('disaster.scope')}>
                {t('disaster.scopeOf', { rooms: event.rooms, people: event.people })}
              </Term>
              <Term name={t('exceptionalUse.until')}>{formatMoment(event.until)}</Term>
              <Term name={t('exceptionalUse.askedBy')}>
                {t('exceptionalUse.permittedAt', { name: event.asked_by, at: formatMoment(event.asked_at) })}
              </Term>
            </Terms>
          </li>
        ))}
      </ul>
    </section>
  );
}
