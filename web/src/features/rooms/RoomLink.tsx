import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { formatMoment, formatRecent } from '../../i18n/dates';
import type { RoomLine } from '../../protocol';
import { daysLeft, isClosed } from './order';
import { PermitMark } from './PermitMark';
import { StateMark } from './StateMark';

/** The server counts no further. */
const COUNTED_UPTO = 1_000;

export function RoomLink({ line, current }: { line: RoomLine; current: boolean }) {
  const { t } = useTranslation();
  const closed = isClosed(line);
  const name = () => {
    if (!closed) return line.label;
    if (line.state === 'erased') return t('rooms.erased');
    return t(line.state === 'lapsed' ? 'rooms.lapsed' : 'rooms.closed');
  };
  const unread =
    line.unread >= COUNTED_UPTO ? t('rooms.unreadMany') : t('rooms.unread', { unread: line.unread });
  return (
    <Link
      href={paths.room(line.room)}
      aria-current={current ? 'page' : undefined}
      className={`relative grid min-h-24 grid-cols-[minmax(0,1fr)_auto] content-center gap-x-3 gap-y-1 px-4 py-3 hover:bg-key-50 focus-visible:-outline-offset-4 ${
        current ? 'bg-key-50' : ''
      }`}
    >
      {current && <span className="absolute inset-y-0 left-0 w-1 bg-key-900" aria-hidden="true" />}
      <span className="grid gap-0.5">
        <span className={`leading-140 ${line.unread > 0 ? 'text-std-18B-160' : 'text-std-18N-160'}`}>
          {name()}
        </span>
        {line.kana !== '' && <span className="text-[0.875rem] leading-140 text-ink-soft">{line.kana}</span>}
      </span>
      {line.last_at && !closed ? (
        <time
          dateTime={line.last_at}
          className="justify-self-end pt-1 text-[0.875rem] leading-140 text-ink-soft"
        >
          <span aria-hidden="true">{formatRecent(line.last_at)}</span>
          <span className="sr-only">{t('rooms.lastAt', { at: formatMoment(line.last_at) })}</span>
        </time>
      ) : (
        <span />
      )}
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 pt-1">
        {/* Until when the permit lasts says that there is nothing else. */}
        {!(line.state === 'permit_only' && line.permitted_until) && <StateMark state={line.state} />}
        {line.permitted_until && <PermitMark until={line.permitted_until} />}
        {line.lapses_at && (
          <span className="text-[0.875rem] leading-140 text-ink-soft">
            {t('propose.daysLeft', { days: daysLeft(line.lapses_at) })}
          </span>
        )}
      </span>
      {line.unread > 0 && (
        <span className="self-end rounded-full bg-key-900 px-2.5 py-0.5 text-[0.875rem] leading-140 font-700 whitespace-nowrap text-white">
          {unread}
        </span>
      )}
    </Link>
  );
}
