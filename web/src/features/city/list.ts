import type { TFunction } from 'i18next';
import { formatDate } from '../../i18n/dates';
import type { CityRoom, ConsentView } from '../../protocol';
import { isClosed } from '../rooms/order';

/** Who signed, in words. */
export function consentSigner(t: TFunction, consent: ConsentView): string {
  if (consent.signed_by === 'person') return t('info.byPerson');
  return consent.relation ? t('info.proxyRelation', { relation: consent.relation }) : t('info.proxy');
}

export type CityListProps = {
  rooms: readonly CityRoom[];
  onDiscontinue(room: CityRoom): void;
  onEnd(room: CityRoom): void;
};

export function consentWords(t: TFunction, { consent }: CityRoom): string {
  if (!consent) return t('city.consentNone');
  return t('city.consentLine', {
    who: consentSigner(t, consent),
    date: formatDate(consent.signed_on),
  });
}

/** Only these rooms can still be discontinued. */
export const isOpen = (room: CityRoom) => !isClosed(room);

/** How the city calls a room: of a proposal that was deleted nobody knows whom it was about. */
export const roomName = (t: TFunction, room: CityRoom) =>
  room.state === 'lapsed' ? t('rooms.lapsed') : room.label;
