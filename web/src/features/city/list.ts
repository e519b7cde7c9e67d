import type { TFunction } from 'i18next';
import { ageOn, formatDate, formatEra, formatFiscalYear } from '../../i18n/dates';
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

export function consentWords(t: TFunction, room: CityRoom): string {
  const { consent, erased } = room;
  if (erased) return t('erasure.consentGone');
  if (!consent) return t(room.consent_files > 0 ? 'city.consentCopy' : 'city.consentNone');
  const words = t('city.consentLine', {
    who: consentSigner(t, consent),
    date: formatDate(consent.signed_on),
  });
  return room.lacks_scan ? t('city.consentWithoutScan', { words }) : words;
}

/** When the person was born: of two of the same name it tells them apart. */
export const birthDateWords = (t: TFunction, { birth_date }: CityRoom) =>
  t('info.birthDateValue', {
    date: formatDate(birth_date),
    era: formatEra(birth_date),
    age: ageOn(birth_date),
  });

/** Only these rooms can still be discontinued. */
export const isOpen = (room: CityRoom) => room.state !== 'permit_only' && !isClosed(room);

/** How the city calls a room: of what was deleted or erased nobody knows whom it was about. */
export function roomName(t: TFunction, room: CityRoom): string {
  if (room.state === 'erased') return t('rooms.erased');
  if (room.state !== 'lapsed') return room.label;
  return t(room.has_certificate ? 'rooms.dropped' : 'rooms.lapsed');
}

/** Beside it: the reading, or under which number it was erased. */
export function roomHint(t: TFunction, { erased, kana }: CityRoom): string {
  if (!erased) return kana;
  return t('erasure.numbered', { year: formatFiscalYear(erased.fiscal_year), number: erased.number });
}
