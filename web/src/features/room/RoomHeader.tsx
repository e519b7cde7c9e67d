import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useShortcutsAreOn } from '../../app/shortcuts';
import type { RoomDetail, RoomLine } from '../../protocol';
import { BackIcon, InfoIcon, PeopleIcon, SearchIcon } from '../../ui/icons';
import { StateMark } from '../rooms/StateMark';

type RoomHeaderProps = {
  line: RoomLine | undefined;
  detail: RoomDetail | undefined;
  onSearch(): void;
  /** Absent where the information stands beside the room. */
  onInfo: (() => void) | undefined;
};

const ACT =
  'grid min-h-12 min-w-14 shrink-0 justify-items-center rounded-8 px-1 py-1 text-[0.75rem] leading-130 text-key-900 hover:bg-key-50';

export function RoomHeader({ line, detail, onSearch, onInfo }: RoomHeaderProps) {
  const { t } = useTranslation();
  const shortcutsOn = useShortcutsAreOn();
  const label = line?.label ?? detail?.label ?? '';
  const kana = line?.kana ?? detail?.kana ?? '';
  const state = line?.state ?? detail?.state;
  return (
    <header className="flex min-h-[4.5rem] shrink-0 items-center gap-1 border-b border-line bg-white py-2 pr-2 lg:pr-4 lg:pl-6">
      {onInfo && (
        <Link
          href={paths.rooms}
          aria-label={t('room.back')}
          className="inline-flex size-12 shrink-0 items-center justify-center rounded-8 hover:bg-opacity-gray-50"
        >
          <BackIcon />
        </Link>
      )}
      <div className="grid min-w-0 grow gap-1">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-2.5">
          <ScreenTitle screen={t('room.title')} className="text-std-20B-150 leading-130">
            {label || <span className="sr-only">{t('app.loading')}</span>}
          </ScreenTitle>
          <span className="truncate text-[0.875rem] leading-130 text-ink-soft">{kana}</span>
        </div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.875rem] leading-130 text-ink-soft">
          {state && <StateMark state={state} />}
          <span className="inline-flex min-h-5 items-center gap-1">
            {detail && (
              <>
                <PeopleIcon className="size-4" />
                {t('room.members', { members: detail.members.length })}
              </>
            )}
          </span>
        </div>
      </div>
      <button
        type="button"
        aria-label={t('roomSearch.title')}
        aria-haspopup="dialog"
        aria-keyshortcuts={shortcutsOn ? '/' : undefined}
        onClick={onSearch}
        className={ACT}
      >
        <SearchIcon />
        <span aria-hidden="true">{t('roomSearch.short')}</span>
      </button>
      {onInfo && (
        <button
          type="button"
          aria-label={t('room.infoOpen')}
          aria-haspopup="dialog"
          onClick={onInfo}
          className={ACT}
        >
          <InfoIcon />
          <span aria-hidden="true">{t('room.info')}</span>
        </button>
      )}
    </header>
  );
}
