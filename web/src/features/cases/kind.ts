import type { CaseKind } from '../../protocol';

/** Whether something was lost: accepted then means revoked for good, refused that it works again. */
export const isLoss = (kind: CaseKind): boolean => kind === 'lost_device' || kind === 'lost_passkey';
