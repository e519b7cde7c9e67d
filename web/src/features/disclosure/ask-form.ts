import type { DisclosureRequester, DisclosureWords } from '../../protocol';

export const REQUESTERS: readonly DisclosureRequester[] = ['person', 'representative', 'authority'];
/** As many as the server takes. */
export const WORDS = 500;

export type AskForm = {
  requester: DisclosureRequester;
  relation: string;
  receivedOn: string;
  legalBasis: string;
  purpose: string;
  identityCheck: string;
  from: string;
  upto: string;
};

export type AskFault =
  | 'relation'
  | 'received_on'
  | 'legal_basis'
  | 'purpose'
  | 'identity_check'
  | 'from'
  | 'upto';

/** What is wrong with it, each by its field; the server says the same. */
export function faultsOf(form: AskForm, today: string): Set<AskFault> {
  const faults = new Set<AskFault>();
  const fits = (text: string) => text.trim() !== '' && [...text.trim()].length <= WORDS;
  if (form.requester !== 'person' && !fits(form.relation)) faults.add('relation');
  if (form.receivedOn === '' || form.receivedOn > today) faults.add('received_on');
  if (!fits(form.legalBasis)) faults.add('legal_basis');
  if (!fits(form.purpose)) faults.add('purpose');
  if (!fits(form.identityCheck)) faults.add('identity_check');
  if (form.upto > today) faults.add('upto');
  if (form.from > (form.upto || today)) faults.add('from');
  return faults;
}

/** What is sent. */
export const wordsOf = (form: AskForm): DisclosureWords => ({
  requester: form.requester,
  relation: form.requester === 'person' ? null : form.relation.trim(),
  received_on: form.receivedOn,
  legal_basis: form.legalBasis.trim(),
  purpose: form.purpose.trim(),
  identity_check: form.identityCheck.trim(),
  from: form.from || null,
  upto: form.upto || null,
});
