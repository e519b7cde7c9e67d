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
  | 'exceptionalUseCase'
  | 'permitReview'
  | 'residenceCase'
  | 'ownConsentCase'
  | 'disasterCase'
  | 'disasterReview'
  | 'disclosureCase'
  | 'entryErasureRequest';

export function ownWords(kind: CaseKind): OwnWords | undefined {
  if (kind === 'leak') return 'leakCase';
  if (kind === 'exceptional_use') return 'exceptionalUseCase';
  if (kind === 'exceptional_use_review') return 'permitReview';
  if (kind === 'residence_review') return 'residenceCase';
  if (kind === 'own_consent') return 'ownConsentCase';
  if (kind === 'disaster_event') return 'disasterCase';
  if (kind === 'disaster_review') return 'disasterReview';
  if (kind === 'disclosure_request') return 'disclosureCase';
  if (kind === 'entry_erasure_request') return 'entryErasureRequest';
  return doorWords(kind);
}

/** Whether accepted closes a door there. */
export const isDoorWords = (own: OwnWords | undefined): own is DoorWords =>
  own === 'lossCase' ||
  own === 'twoPlaces' ||
  own === 'proxyCase' ||
  own === 'erasureCase' ||
  own === 'entryErasureCase';

export function doorWords(kind: CaseKind): DoorWords | undefined {
  if (kind === 'device_in_two_places') return 'twoPlaces';
  if (kind === 'erasure') return 'erasureCase';
  if (kind === 'entry_erasure') return 'entryErasureCase';
  if (kind === 'suspended_by_proxy') return 'proxyCase';
  if (kind === 'lost_device' || kind === 'lost_passkey') return 'lossCase';
  return undefined;
}

/** Every kind, in the order in which they are offered. */
export const KINDS: readonly CaseKind[] = [
  'facility_application',
  'facility_change',
  'facility_end',
  'quarterly_review',
  'lost_device',
  'lost_passkey',
  'device_in_two_places',
  'suspended_by_proxy',
  'erasure',
  'entry_erasure_request',
  'entry_erasure',
  'leak',
  'exceptional_use',
  'exceptional_use_review',
];
