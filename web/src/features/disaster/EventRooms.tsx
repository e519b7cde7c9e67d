import { useTranslation } from 'react-i18next';
import type { DisasterEventView } from '../../protocol';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { StateMark } from '../rooms/StateMark';
import { waiting } from './event-state';

/** The rooms of an event: how many, and who is let in where. */
export function EventRooms({ event: { line, rooms } }: { event: DisasterEventView }) {
  const { t } = useTranslation();
  const left = waiting(line);
  const isAsked = line.permitted_at === null;
  return (
    <Card title={t('city.withCount', { label: t('disaster.rooms'), total: line.rooms })}>
      {isAsked && (
        <p className="text-std-17N-170">
          {t('disaster.previewText', { rooms: line.rooms, people: line.people })}
        </p>
      )}
      {!isAsked && (
        <p className="text-std-17N-170">{t('disaster.permitted', { rooms: line.permitted_rooms })}</p>
      )}
      {left > 0 && <Notice tone="info">{t('disaster.waiting', { rooms: left })}</Notice>}
      {line.skipped_rooms > 0 && (
        <Notice tone="warning">{t('disaster.skipped', { rooms: line.skipped_rooms })}</Notice>
      )}
      <ul
        aria-label={t('disaster.rooms')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        className="max-h-128 overflow-y-auto rounded-12 border border-line"
      >
        {rooms.map((room) => (
          <li
            key={room.room}
            className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0"
          >
            <p className="min-w-0 leading-150">
              {room.label === ''
                ? t('rooms.erased')
                : t('receipt.for', { name: room.label, kana: room.kana })}
              <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                {t(`disaster.permit.${isAsked ? 'asked' : room.permit}`, { people: room.people })}
              </span>
            </p>
            <StateMark state={room.state} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
