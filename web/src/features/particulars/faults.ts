import type { Particulars } from '../../protocol';

/** What can be wrong with a field, as the server calls it. It does not say of whom: so all of it is looked at here first. */
export type Fault = 'address' | 'phone' | 'name' | 'relation';

/** The name of a field of the form: the person's own, or the one of the contact at that place. */
export type FieldName = 'address' | 'phone' | `${number} ${'name' | 'relation' | 'phone'}`;

export type Faults = Partial<Record<FieldName, Fault | undefined>>;

const MAX_CHARS = 200;
export const MAX_CONTACTS = 20;

/** Twelve digits whose last one is the check digit of a My Number, however they are written; the server refuses such a text. */
function holdsMyNumber(text: string): boolean {
  for (const [run] of text.normalize('NFKC').matchAll(/\d(?:[ \-‐]*\d)*/g)) {
    const digits = [...run].filter((one) => one >= '0' && one <= '9').map(Number);
    if (digits.length !== 12) continue;
    const weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    const rest = weights.reduce((sum, weight, at) => sum + weight * (digits[at] ?? 0), 0) % 11;
    if (digits[11] === (rest < 2 ? 0 : 11 - rest)) return true;
  }
  return false;
}

const fits = (text: string): boolean =>
  [...text].length <= MAX_CHARS && !/\p{Cc}/u.test(text) && !holdsMyNumber(text);

function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  return /^[0-9\-+() ]*$/.test(text) && (text === '' || (digits >= 9 && digits <= 15));
}

/** What is wrong with each field, in the order of the form. */
export function faultsOf({ address, phone, contacts }: Particulars): Faults {
  const faults: Faults = {};
  const wrong = (name: FieldName, fault: Fault, ok: boolean) => {
    if (!ok) faults[name] = fault;
  };
  const phoneFits = (text: string) => fits(text) && isPhone(text);
  wrong('address', 'address', fits(address.trim()));
  wrong('phone', 'phone', phoneFits(phone.trim()));
  for (const [at, one] of contacts.entries()) {
    wrong(`${at} name`, 'name', one.name.trim() !== '' && fits(one.name.trim()));
    wrong(`${at} relation`, 'relation', one.relation.trim() !== '' && fits(one.relation.trim()));
    wrong(`${at} phone`, 'phone', phoneFits(one.phone.trim()));
  }
  return faults;
}
