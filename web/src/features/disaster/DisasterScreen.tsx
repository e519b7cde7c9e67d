import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endDisasterEvent, readDisasterEvent } from '../../api/disaster-events';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Terms } from '../../ui/Terms';
import { useSaid } from '../../ui/use-said';
import { EventMark } from './EventMark';
import { EventRooms } from './EventRooms';
import { EventTerms } from './EventTerms';
import { waiting } from './event-state';

/** So often it is looked how far the rooms have followed. */
const LOOK_MS = 2000;

/** One declared disaster: its rooms and people, and its end before its time. */
export default function DisasterScreen({ id }: { id: string }) {
  const { t } = useTranslation();
  const isModerator = useSession().session.role === 'city_moderator';
  const { found: event, setFound: setEvent, problem, setProblem, load } = useLoaded(readDisasterEvent, id);
  const [done, setDone] = useState<string>();
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const said = useSaid(problem, done);

  useEffect(() => {
    if (!event || waiting(event.line) === 0) return;
    const timer = setTimeout(() => void load(), LOOK_MS);
    return () => clearTimeout(timer);
  }, [event, load]);

  const end = async () => {
    setAsking(false);
    setWorking(true);
    setProblem(undefined);
    try {
      setEvent(await endDisasterEvent(id));
      setDone(t('disaster.ended'));
    } catch (error) {
      setProblem(problemWords(t, error));
      await load();
    }
    setWorking(false);
  };

  if (!event && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-6xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.disasters}>
        <BackIcon className="size-5" />
        {t('disaster.back')}
      </TextLink>
      <div className="grid gap-2">
        <ScreenTitle screen={t('disaster.one')} className="text-std-28B-150">
          {event?.line.name ?? t('disaster.one')}
        </ScreenTitle>
        {event && (
          <p>
            <EventMark event={event.line} />
          </p>
        )}
      </div>
      <LiveRegion ref={said} className="grid gap-3">
        {done && <Notice tone="success">{done}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {event && (
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_25rem]">
          <EventRooms event={event} />
          <div className="grid gap-5">
            <Card title={t('disaster.what')}>
              <Terms>
                <EventTerms event={event} />
              </Terms>
              <TextLink href={paths.case(event.line.case)}>{t('exceptionalUse.toCase')}</TextLink>
              {event.line.review && isModerator && (
                <TextLink href={paths.case(event.line.review)}>{t('disaster.toReview')}</TextLink>
              )}
            </Card>
            {event.line.stands && isModerator && (
              <Card title={t('disaster.end')}>
                <p className="text-std-16N-170">{t('disaster.endLead')}</p>
                <div>
                  <Button look="danger" busy={working} aria-haspopup="dialog" onClick={() => setAsking(true)}>
                    {t('disaster.endNow')}
                  </Button>
                </div>
              </Card>
            )}
          </div>
        </div>
      )}
      {asking && event && (
        <Dialog title={t('disaster.endNow')} onClose={() => setAsking(false)}>
          <p className="pt-4 text-std-17N-170">
            {t('disaster.endText', { rooms: event.line.permitted_rooms, people: event.line.people })}
          </p>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button look="danger" onClick={() => void end()}>
              {t('disaster.endNow')}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
