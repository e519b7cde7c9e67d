import type { CaseKind } from '../../protocol';

/**
 * Where the words of a case stand that is about a way in, or about what is kept: accepted then closes a door or erases, refused leaves
 * it or opens it.
 */
export type DoorWords = 'lossCase' | 'twoPlaces' | 'proxyCase' | 'erasureCase';

/** Where the words of a case stand that has its own: those, and the one of a leak. */
export type OwnWords = DoorWords | 'leakCase';

export const ownWords = (kind: CaseKind): OwnWords | undefined =>
  kind === 'leak' ? 'leakCase' : doorWords(kind);

export function doorWords(kind: CaseKind): DoorWords | undefined {
  if (kind === 'device_in_two_places') return 'twoPlaces';
  if (kind === 'erasure') return 'erasureCase';
  if (kind === 'suspended_by_proxy') return 'proxyCase';
  if (kind === 'lost_device' || kind === 'lost_passkey') return 'lossCase';
  return undefined;
}
