import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCareRooms, useRoomsFact } from '../../app/care-rooms-context';
import { paths } from '../../app/route';
import { useSession } from '../../app/session-context';
import { useShortcuts } from '../../app/shortcuts';
import { TextLink } from '../../app/TextLink';
import { isPost, type PostEntry } from '../../live/entry';
import type { OutgoingPost } from '../../live/outbox';
import type { PermitView } from '../../protocol';
import { IconButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { CloseIcon, DocumentIcon } from '../../ui/icons';
import { useThreePanes } from '../../ui/media';
import { AskErasureDialog } from '../entry-erasure/AskErasureDialog';
import { PermitBanner } from '../exceptional-use/PermitBanner';
import { useStanding } from '../exceptional-use/standing';
import { RoomSearchDialog } from '../room-search/RoomSearchDialog';
import { useRoomSearch } from '../room-search/use-room-search';
import { daysLeft, isClosed } from '../rooms/order';
import { normalized } from './body-check';
import { ClosedRoom } from './ClosedRoom';
import { Composer } from './Composer';
import { EndedBanner, EndedFooter } from './Ended';
import { RoomHeader } from './RoomHeader';
import { RoomInfo } from './RoomInfo';
import { Timeline } from './Timeline';
import { useDraft } from './use-draft';
import { useRoomDetail } from './use-room-detail';

const NO_PERMITS: readonly PermitView[] = [];

/** One room. Mounted anew for each room. */
export function RoomScreen({ room }: { room: string }) {
  const rooms = useCareRooms();
  const gone = useRoomsFact((all) => all.gone(room));
  const line = useRoomsFact((all) => all.list?.find((one) => one.room === room));

  useEffect(() => {
    rooms.visit(room);
    return () => rooms.leave(room);
  }, [rooms, room]);

  if (gone || (line && isClosed(line))) {
    return <ClosedRoom gone={gone ?? { why: 'room_closed', lostPosts: 0 }} state={line?.state} />;
  }
  return <OpenRoom room={room} />;
}

function OpenRoom({ room }: { room: string }) {
  const { t } = useTranslation();
  const rooms = useCareRooms();
  const wide = useThreePanes();
  const view = useRoomsFact((all) => all.view(room));
  const line = useRoomsFact((all) => all.list?.find((one) => one.room === room));
  /** How often an erasure was asked for here: what became of it stands in the detail. */
  const [asked, setAsked] = useState(0);
  const detail = useRoomDetail(room, view, asked);
  const permits = useStanding(detail?.permits ?? NO_PERMITS);
  const access = useDraft(room);
  const [infoOpen, setInfoOpen] = useState(false);
  const search = useRoomSearch(room, view);
  const [searchOpen, setSearchOpen] = useState(false);
  const [shown, setShown] = useState<{ id: string }>();
  useShortcuts({ '/': () => setSearchOpen(true) });
  const { role } = useSession().session;
  const isOfFacility = role === 'staff' || role === 'facility_admin';
  const [erasing, setErasing] = useState<PostEntry>();
  const state = line?.state ?? detail?.state;
  // By the city's permit also before there is consent, and after its end (article 20): that state is shown to nobody else.
  const permitted = state === 'awaiting_consent' && permits.some((permit) => permit.is_own);
  const writable = state === 'active' || state === 'permit_only' || permitted;

  const { draft, change, clear } = access;

  // The timeline is drawn anew only when these change, not at every key that is pressed.
  const reply = useCallback((post: PostEntry) => change(() => ({ reply_to: post.id })), [change]);
  const edit = useCallback(
    (post: OutgoingPost) => {
      void rooms.withdraw(post.id);
      change((written) => ({
        // What is being written stays, below what was refused.
        body: written.body.trim() === '' ? post.body : `${post.body}\n\n${written.body}`,
        priority: post.priority,
        reply_to: post.reply_to,
      }));
    },
    [rooms, change],
  );
  const answered = useMemo(
    () => view?.entries.filter(isPost).find((post) => post.id === draft.reply_to),
    [view, draft.reply_to],
  );

  const send = () => {
    void rooms.post(room, normalized(draft.body), draft.priority, draft.reply_to);
    clear();
  };

  return (
    <div className="grid h-full grid-rows-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-h-0 min-w-0 flex-col">
        <RoomHeader
          line={line}
          detail={detail}
          onSearch={() => setSearchOpen(true)}
          onInfo={wide ? undefined : () => setInfoOpen(true)}
        />
        {state === 'ended' && <EndedBanner end={detail?.end} />}
        {permits.length > 0 && <PermitBanner permits={permits} alone={state === 'permit_only'} />}
        {view && (
          <Timeline
            room={room}
            view={view}
            shown={shown}
            onReply={writable ? reply : undefined}
            onErase={setErasing}
            onEdit={state === 'ended' ? undefined : edit}
          />
        )}
        {writable && <Composer access={access} answeredName={answered?.author.name} onSend={send} />}
        {state === 'awaiting_consent' && detail && !permitted && (
          <NoWriting
            text={
              line?.lapses_at
                ? t('room.awaitingDays', { days: daysLeft(line.lapses_at) })
                : t('room.awaiting')
            }
          >
            <span className="flex flex-wrap justify-center gap-x-5">
              <TextLink href={paths.consentFiles(room)}>{t('consentFiles.send')}</TextLink>
              {isOfFacility && (
                <TextLink href={paths.applyForUse(room)}>{t('useApplication.apply')}</TextLink>
              )}
            </span>
          </NoWriting>
        )}
        {state === 'ended' && <EndedFooter draft={draft.body} onDiscard={clear} />}
      </div>
      {wide && (
        <aside
          aria-label={t('info.title')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by the keyboard
          tabIndex={0}
          className="scroll-quiet min-h-0 overflow-y-auto border-l border-line bg-white p-5 focus-visible:-outline-offset-4"
        >
          <h2 className="text-std-18B-160">{t('info.title')}</h2>
          <RoomInfo detail={detail} />
        </aside>
      )}
      {erasing && (
        <AskErasureDialog
          room={room}
          post={erasing}
          onAsked={() => setAsked((times) => times + 1)}
          onClose={() => setErasing(undefined)}
        />
      )}
      {searchOpen && (
        <RoomSearchDialog
          search={search}
          onClose={() => setSearchOpen(false)}
          onShow={(id) => {
            setSearchOpen(false);
            setShown({ id });
          }}
        />
      )}
      {infoOpen && !wide && (
        <Dialog
          shape="sheet"
          title={t('info.title')}
          onClose={() => setInfoOpen(false)}
          corner={
            <IconButton
              aria-label={t('app.close')}
              onClick={() => setInfoOpen(false)}
              className="-mt-1.5 -mr-2"
            >
              <CloseIcon />
            </IconButton>
          }
        >
          <RoomInfo detail={detail} />
        </Dialog>
      )}
    </div>
  );
}

function NoWriting({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="safe-bottom shrink-0 border-t border-line bg-white">
      <div className="grid justify-items-center px-4 py-3">
        <p className="flex items-center gap-2 text-ink-soft">
          <DocumentIcon className="size-5 shrink-0" />
          {text}
        </p>
        {children}
      </div>
    </div>
  );
}
