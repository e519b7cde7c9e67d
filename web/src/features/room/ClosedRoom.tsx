import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import type { Gone } from '../../live/care-rooms';
import type { RoomState } from '../../protocol';
import { LockIcon, SearchIcon } from '../../ui/icons';

/** What remains of a room that can no longer be seen: a word, and nothing of its content. */
export function ClosedRoom({ gone, state }: { gone: Gone; state: RoomState | undefined }) {
  const { t } = useTranslation();
  const closed = gone.why === 'room_closed';
  const Icon = closed ? LockIcon : SearchIcon;
  return (
    <div className="mx-auto grid max-w-md content-start justify-items-center gap-4 px-6 py-16 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-key-50 text-key-1000">
        <Icon className="size-8" />
      </span>
      <ScreenTitle
        screen={closed ? t('room.closedTitle') : t('room.goneTitle')}
        className="text-std-22B-150"
      />
      <div role="alert" className="grid gap-3 text-std-17N-170">
        <p>{closed ? t(closedWords()) : t('room.gone')}</p>
        {gone.lostPosts > 0 && <p>{t('room.lost', { lost: gone.lostPosts })}</p>}
      </div>
      {closed && <p className="text-ink-soft">{t('room.closedHint')}</p>}
      <TextLink href={paths.rooms} className="justify-self-center!">
        {t('error.toRooms')}
      </TextLink>
    </div>
  );

  function closedWords() {
    if (state === 'lapsed') return 'room.lapsed';
    if (state === 'erased') return 'room.erased';
    // Whoever was there when it closed is not told which of the two it was; the list says it from the next connection on.
    return gone.wasProposal ? 'room.proposalClosed' : 'room.closed';
  }
}
