import { useTranslation } from 'react-i18next';
import { formatTime } from '../../i18n/dates';
import type { RoomEntry } from '../../live/entry';

/** What happened to the room itself: present, but out of the way of the posts. */
export function QuietLine({ entry }: { entry: RoomEntry }) {
  const { t } = useTranslation();
  const words = () => {
    switch (entry.kind) {
      case 'opened':
        return t('room.opened');
      case 'member_joined':
        return t('room.memberJoined', { name: entry.subject.name, facility: entry.subject.facility });
      case 'member_left':
        return t('room.memberLeft', { name: entry.subject.name, facility: entry.subject.facility });
      case 'discontinued':
        return t('room.discontinued');
      case 'consent_ended':
        return t('room.consentEnded');
      // Nobody is shown it: the room is wiped.
      case 'lapsed':
      case 'erased':
        return undefined;
      case 'permitted':
        return t('room.permitted');
      case 'entry_erased':
        return t('room.entryErased');
      case 'ended':
        return t('room.endedLine');
      default:
        return undefined;
    }
  };
  const text = words();
  // Of a kind that this client does not know yet: it holds its place in the log and says nothing.
  if (text === undefined) return null;
  return (
    <p data-seq={entry.seq} className="px-4 text-center text-[0.875rem] leading-150 text-ink-soft">
      {text} <time dateTime={entry.at}>{formatTime(entry.at)}</time>
    </p>
  );
}
