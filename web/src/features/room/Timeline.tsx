import { type FocusEvent, type KeyboardEvent, memo, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCareRooms, useRoomsFact } from '../../app/care-rooms-context';
import { useSession } from '../../app/session-context';
import { formatDay } from '../../i18n/dates';
import { isPost, type PostEntry } from '../../live/entry';
import type { OutgoingPost } from '../../live/outbox';
import type { RoomView } from '../../live/room-log';
import { Button } from '../../ui/Button';
import { DownIcon } from '../../ui/icons';
import { OutgoingCard } from './OutgoingCard';
import { PostCard } from './PostCard';
import { QuietLine } from './QuietLine';
import { countNewPosts, type TimelineItem, timelineDays } from './timeline-items';
import { useReading } from './use-reading';
import { useShowPost } from './use-show-post';
import { useTimelineScroll } from './use-timeline-scroll';

type TimelineProps = {
  room: string;
  view: RoomView;
  /** A post to go to; each time it is another object. */
  shown: { id: string } | undefined;
  onReply: ((post: PostEntry) => void) | undefined;
  onErase(post: PostEntry): void;
  /** Absent where nothing can be written any more. */
  onEdit: ((post: OutgoingPost) => void) | undefined;
};

export const Timeline = memo(function Timeline({
  room,
  view,
  shown,
  onReply,
  onErase,
  onEdit,
}: TimelineProps) {
  const { t } = useTranslation();
  const rooms = useCareRooms();
  const { account, earlier_accounts } = useSession().session;
  // What was written under an earlier ID is one's own.
  const mine = useMemo(() => [account, ...earlier_accounts], [account, earlier_accounts]);
  const outgoing = useRoomsFact((all) => all.outgoing(room));
  const loadOlder = useCallback(() => rooms.loadOlder(room), [rooms, room]);
  const shorten = useCallback(() => rooms.shorten(room), [rooms, room]);
  const read = useCallback((upto: number) => rooms.markRead(room, upto), [rooms, room]);
  const [activeId, setActiveId] = useState<string>();

  /** The post that is being gone to. */
  const [wanted, show] = useState<string>();
  const stop = useCallback(() => show(undefined), []);

  const scroll = useTimelineScroll({
    view,
    outgoing: outgoing.length,
    loadOlder,
    shorten: wanted === undefined ? shorten : undefined,
  });
  const { box } = scroll;
  useReading(box, view.entries, read);

  const days = useMemo(() => timelineDays(view, mine), [view, mine]);
  const posts = useMemo(
    () => new Map(view.entries.filter(isPost).map((post) => [post.id, post])),
    [view.entries],
  );
  useShowPost({ wanted, view, loadOlder, arrived: scroll.remember, over: stop });
  const onTheWay = wanted !== undefined && !posts.has(wanted);
  useEffect(() => {
    if (shown) show(shown.id);
  }, [shown]);
  const newPosts = countNewPosts(view.entries, scroll.seenUpto, mine);

  const entryOf = (item: TimelineItem) => {
    switch (item.is) {
      case 'unread':
        return <UnreadLine key={item.key} />;
      case 'entry':
        return isPost(item.entry) ? (
          <PostCard
            key={item.key}
            post={item.entry}
            own={mine.includes(item.entry.author.account)}
            answered={item.entry.reply_to === undefined ? undefined : posts.get(item.entry.reply_to)}
            onReply={onReply}
            onErase={onErase}
            onShow={show}
            active={item.entry.id === activeId}
          />
        ) : (
          <QuietLine key={item.key} entry={item.entry} />
        );
    }
  };

  return (
    <div className="flex min-h-0 grow flex-col">
      <div
        ref={box}
        role="log"
        aria-label={t('room.timeline')}
        aria-busy={!view.ready || view.loadingOlder}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by the keyboard
        tabIndex={0}
        onScroll={scroll.onScroll}
        onKeyDown={moveBetweenPosts}
        onFocus={(event: FocusEvent) => setActiveId(postIdOf(event.target))}
        className="scroll-quiet min-h-0 grow overflow-y-auto [overflow-anchor:none] focus-visible:-outline-offset-4"
      >
        <div className="mx-auto grid max-w-3xl gap-3 px-3 py-4 sm:px-6">
          <Beginning view={view} loadOlder={loadOlder} />
          {days.map((day) => (
            // The day's name stays in view as long as its day does.
            <div key={day.key} className="grid gap-3">
              <DayLine at={day.at} />
              {day.items.map(entryOf)}
            </div>
          ))}
          {posts.size === 0 && outgoing.length === 0 && view.ready && view.atStart && (
            <p className="py-8 text-center text-ink-soft">{t('room.empty')}</p>
          )}
          {outgoing.map((item) => (
            <OutgoingCard key={item.post.id} item={item} onEdit={onEdit} />
          ))}
        </div>
      </div>
      <div
        className={`flex shrink-0 flex-wrap items-center justify-center gap-x-3 border-line bg-white px-3 ${onTheWay ? 'border-t py-1.5' : ''}`}
      >
        <p role="status">{onTheWay && t('room.goingToPost')}</p>
        {onTheWay && (
          <Button
            look="text"
            size="sm"
            onClick={() => {
              stop();
              box.current?.focus({ preventScroll: true });
            }}
          >
            {t('room.stopGoing')}
          </Button>
        )}
      </div>
      {!scroll.place.atEnd && (newPosts > 0 || scroll.place.farUp) && (
        // A row of its own: whatever floats over a post hides what it says.
        <div className="flex shrink-0 justify-center border-t border-line bg-white py-1.5">
          <Button
            look={newPosts > 0 ? 'solid' : 'outline'}
            onClick={scroll.toEnd}
            className="min-h-11! rounded-full!"
          >
            {newPosts > 0 ? t('room.newPosts', { posts: newPosts }) : t('room.toLatest')}
            <DownIcon className="size-5" />
          </Button>
        </div>
      )}
    </div>
  );
});

function Beginning({ view, loadOlder }: { view: RoomView; loadOlder(): void }) {
  const { t } = useTranslation();
  if (!view.ready && view.entries.length === 0) return <Loading />;
  if (view.atStart) {
    return <p className="py-2 text-center text-[0.875rem] text-ink-soft">{t('room.beginning')}</p>;
  }
  // The same height while loading and before: nothing moves.
  return (
    <p className="flex min-h-12 items-center justify-center">
      <Button look="text" size="sm" busy={view.loadingOlder} onClick={loadOlder}>
        {view.loadingOlder ? t('room.loadingOlder') : t('room.loadOlder')}
      </Button>
    </p>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div>
      <span className="sr-only">{t('room.loading')}</span>
      <div aria-hidden="true" className="grid gap-3">
        {['h-28', 'h-40', 'h-24'].map((height) => (
          <div key={height} className={`animate-pulse rounded-12 border border-line bg-white ${height}`} />
        ))}
      </div>
    </div>
  );
}

function DayLine({ at }: { at: string }) {
  return (
    <p className="flex justify-center py-1">
      <span className="rounded-full border border-line bg-white px-4 py-0.5 text-[0.875rem] leading-150 text-ink-soft">
        {formatDay(at)}
      </span>
    </p>
  );
}

function UnreadLine() {
  const { t } = useTranslation();
  return (
    <p
      data-unread-line=""
      className="flex items-center gap-3 py-1 text-std-16B-170 text-key-900 before:h-0.5 before:grow before:bg-key-900 after:h-0.5 after:grow after:bg-key-900"
    >
      {t('room.unreadLine')}
    </p>
  );
}

function postIdOf(target: EventTarget): string | undefined {
  const post = target instanceof Element ? target.closest('article[id^="post-"]') : null;
  return post?.id.slice('post-'.length);
}

/** Arrow keys go from post to post; Tab then reaches the buttons of the one that has the focus. */
function moveBetweenPosts(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  if (event.target instanceof HTMLElement && event.target.closest('dialog, input, textarea')) return;
  const posts = [...event.currentTarget.querySelectorAll<HTMLElement>('article')];
  const at = posts.findIndex((post) => post.contains(document.activeElement));
  const fromBox = at < 0 ? firstVisible(event.currentTarget, posts) : undefined;
  const next = fromBox ?? posts[event.key === 'ArrowDown' ? at + 1 : at - 1];
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function firstVisible(box: Element, posts: HTMLElement[]): HTMLElement | undefined {
  const top = box.getBoundingClientRect().top;
  return posts.find((post) => post.getBoundingClientRect().top >= top) ?? posts.at(-1);
}
