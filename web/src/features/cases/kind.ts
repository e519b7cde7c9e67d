import type { CaseKind } from '../../protocol';

/** Where the words of a case stand that is about a way in: accepted then closes a door, refused leaves or opens it. */
export type DoorWords = 'lossCase' | 'twoPlaces' | 'proxyCase';

/** Where the words of a case stand that has its own: those, and the one of a leak. */
export type OwnWords = DoorWords | 'leakCase';

export const ownWords = (kind: CaseKind): OwnWords | undefined =>
  kind === 'leak' ? 'leakCase' : doorWords(kind);

export function doorWords(kind: CaseKind): DoorWords | undefined {
  if (kind === 'device_in_two_places') return 'twoPlaces';
  if (kind === 'suspended_by_proxy') return 'proxyCase';
  if (kind === 'lost_device' || kind === 'lost_passkey') return 'lossCase';
  return undefined;
}
