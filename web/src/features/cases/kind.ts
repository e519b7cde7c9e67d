import type { CaseKind } from '../../protocol';

/**
 * Where the words of a case stand that is about a way in, or about what is kept: accepted then closes a door or erases, refused leaves
 * it or opens it.
 */
export type DoorWords = 'lossCase' | 'twoPlaces' | 'proxyCase' | 'erasureCase' | 'entryErasureCase';

/** Where the words of a case stand that has its own: those, and the ones of a leak, of a use without consent, of an address, and of a disclosure. */
export type OwnWords =
  | DoorWords
  | 'leakCase'
  | 'useApplicationCase'
  | 'exceptionalUseCase'
  | 'permitReview'
  | 'residenceCase'
  | 'ownConsentCase'
  | 'disasterCase'
  | 'disasterReview'
  | 'disclosureCase'
  | 'entryErasureRequest';

/**
 * Every kind, in the order in which they are offered, and its own words, if it has some. A kind that is missing here does not compile: it
 * could neither be chosen in the inbox nor kept in a view.
 */
const WORDS: Record<CaseKind, OwnWords | undefined> = {
  facility_application: undefined,
  facility_change: undefined,
  facility_end: undefined,
  quarterly_review: undefined,
  lost_device: 'lossCase',
  lost_passkey: 'lossCase',
  device_in_two_places: 'twoPlaces',
  suspended_by_proxy: 'proxyCase',
  residence_review: 'residenceCase',
  own_consent: 'ownConsentCase',
  erasure: 'erasureCase',
  entry_erasure_request: 'entryErasureRequest',
  entry_erasure: 'entryErasureCase',
  leak: 'leakCase',
  disclosure_request: 'disclosureCase',
  exceptional_use_application: 'useApplicationCase',
  exceptional_use: 'exceptionalUseCase',
  exceptional_use_review: 'permitReview',
  disaster_event: 'disasterCase',
  disaster_review: 'disasterReview',
};

export const KINDS = Object.keys(WORDS) as readonly CaseKind[];

export const ownWords = (kind: CaseKind): OwnWords | undefined => WORDS[kind];

/** Whether accepted closes a door there. */
export const isDoorWords = (own: OwnWords | undefined): own is DoorWords =>
  own === 'lossCase' ||
  own === 'twoPlaces' ||
  own === 'proxyCase' ||
  own === 'erasureCase' ||
  own === 'entryErasureCase';

export function doorWords(kind: CaseKind): DoorWords | undefined {
  const own = WORDS[kind];
  return isDoorWords(own) ? own : undefined;
}
