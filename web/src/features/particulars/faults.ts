import { narrow } from '../../i18n/narrow';
import type { Particulars } from '../../protocol';
import { holdsMyNumber } from './my-number';

/** What can be wrong with a field, as the server calls it. It does not say of whom: so all of it is looked at here first. */
export type Fault = 'address' | 'phone' | 'name' | 'relation';

/** The name of a field of the form: the person's own, or the one of the contact at that place. */
export type FieldName = 'address' | 'phone' | `${number} ${'name' | 'relation' | 'phone'}`;

export type Faults = Partial<Record<FieldName, Fault | undefined>>;

const MAX_CHARS = 200;
export const MAX_CONTACTS = 20;

const fits = (text: string): boolean =>
  [...text].length <= MAX_CHARS && !/\p{Cc}/u.test(text) && !holdsMyNumber(text);

function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  return /^[0-9\-+() ]*$/.test(text) && (text === '' || (digits >= 9 && digits <= 15));
}

/** What is sent: telephones as everyone can dial them, which the server makes of them too. */
export const toSend = ({ address, phone, contacts }: Particulars): Particulars => ({
  address,
  phone: narrow(phone),
  contacts: contacts.map((one) => ({ ...one, phone: narrow(one.phone) })),
});

/** What is wrong with each field, in the order of the form. */
export function faultsOf({ address, phone, contacts }: Particulars): Faults {
  const faults: Faults = {};
  const wrong = (name: FieldName, fault: Fault, ok: boolean) => {
    if (!ok) faults[name] = fault;
  };
  const phoneFits = (typed: string) => fits(narrow(typed)) && isPhone(narrow(typed));
  wrong('address', 'address', fits(address.trim()));
  wrong('phone', 'phone', phoneFits(phone));
  for (const [at, one] of contacts.entries()) {
    wrong(`${at} name`, 'name', one.name.trim() !== '' && fits(one.name.trim()));
    wrong(`${at} relation`, 'relation', one.relation.trim() !== '' && fits(one.relation.trim()));
    wrong(`${at} phone`, 'phone', phoneFits(one.phone));
  }
  return faults;
}
