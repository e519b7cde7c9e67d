import type { TFunction } from 'i18next';
import { formatDate } from '../../i18n/dates';
import type { CityRoom } from '../../protocol';

export type CityListProps = { rooms: readonly CityRoom[]; onDiscontinue(room: CityRoom): void };

export function consentWords(t: TFunction, { consent }: CityRoom): string {
  if (!consent) return t('city.consentNone');
  const proxy = consent.relation ? t('info.proxyRelation', { relation: consent.relation }) : t('info.proxy');
  return t('city.consentLine', {
    who: consent.signed_by === 'person' ? t('info.byPerson') : proxy,
    date: formatDate(consent.signed_on),
  });
}

/** Only these rooms can still be discontinued. */
export const isOpen = (room: CityRoom) => room.state !== 'discontinued';
