import type { TFunction } from 'i18next';
import type { Role } from '../../protocol';

/** The way back to the inbox, by the name that it has for whoever reads it. */
export const toCasesWords = (t: TFunction, role: Role): string =>
  t(role === 'city_approver' ? 'cases.backToApprovals' : 'cases.back');
