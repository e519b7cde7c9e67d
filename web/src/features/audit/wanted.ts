import type { AuditKind } from '../../protocol';

/** What is looked for; an empty field asks for nothing. */
export type Wanted = {
  room: string;
  account: string;
  device: string;
  /** What the person did, or from the device; or what was done about the person, or to the device. */
  side: '' | 'about';
  facility: string;
  kind: AuditKind | '';
  from: string;
  upto: string;
};

export const EVERYTHING: Wanted = {
  room: '',
  account: '',
  device: '',
  side: '',
  facility: '',
  kind: '',
  from: '',
  upto: '',
};

/** In the order in which the city is likely to look for them. */
export const KINDS: readonly AuditKind[] = [
  'reading',
  'exporting',
  'writing',
  'rooms',
  'refusals',
  'signing_in',
  'staff',
  'devices',
  'facilities',
  'cases',
  'mails',
  'inspection',
];

/** `?room=…&before=…`; nothing when everything is wanted. */
export function queryOf({ side, ...asked }: Wanted, before?: number): string {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
  // Of both, what was done about the person from that device.
  const whom = asked.account ? 'account' : 'device';
  if (side === 'about' && asked[whom]) {
    query.set('about', asked[whom]);
    query.delete(whom);
  }
  if (before !== undefined) query.set('before', String(before));
  const text = query.toString();
  return text && `?${text}`;
}

/** Dates as the fields hold them compare as text. */
export const daysAreTurned = ({ from, upto }: Wanted) => from !== '' && upto !== '' && from > upto;
