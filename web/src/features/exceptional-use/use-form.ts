import type {
  ExceptionalUseApplicationBody,
  ExceptionalUseApplicationCase,
  ExceptionalUseGround,
  NoKin,
} from '../../protocol';
import { fieldOf, momentOf } from '../leak/leak-form';

export const GROUNDS: readonly ExceptionalUseGround[] = [
  'disaster',
  'abuse_or_dv',
  'impaired_capacity_no_kin',
  'other_emergency',
];
export const KIN: readonly NoKin[] = ['nobody', 'estranged'];
/** As many as the server takes. */
export const WORDS = 1000;
export const PEOPLE = 50;

export type UseForm = {
  ground: ExceptionalUseGround | undefined;
  circumstances: string;
  whyNoConsent: string;
  kin: NoKin | undefined;
  purpose: string;
  people: readonly string[];
  /** In Tokyo, as the browser's field has it: 2026-11-27T09:00 */
  until: string;
};

export const EMPTY: UseForm = {
  ground: undefined,
  circumstances: '',
  whyNoConsent: '',
  kin: undefined,
  purpose: '',
  people: [],
  until: '',
};

export type UseFault = 'ground' | 'circumstances' | 'why_no_consent' | 'kin' | 'purpose' | 'people' | 'until';

/** In all cases but a disaster the article asks why consent is difficult to obtain. */
export const asksWhy = (ground: ExceptionalUseGround | undefined): boolean =>
  ground !== undefined && ground !== 'disaster';

/** Where judgement is impaired it asks for the family that could consent. */
export const asksKin = (ground: ExceptionalUseGround | undefined): boolean =>
  ground === 'impaired_capacity_no_kin';

/** What is wrong with it, each by its field; the server says the same. */
export function faultsOf(form: UseForm, now: Date): Set<UseFault> {
  const faults = new Set<UseFault>();
  const fits = (text: string) => text.trim() !== '' && [...text.trim()].length <= WORDS;
  if (!form.ground) faults.add('ground');
  if (!fits(form.circumstances)) faults.add('circumstances');
  if (asksWhy(form.ground) && !fits(form.whyNoConsent)) faults.add('why_no_consent');
  if (asksKin(form.ground) && !form.kin) faults.add('kin');
  if (!fits(form.purpose)) faults.add('purpose');
  if (form.people.length === 0 || form.people.length > PEOPLE) faults.add('people');
  if (form.until === '' || form.until <= fieldOf(now)) faults.add('until');
  return faults;
}

/** What is sent: what the ground does not ask for stays here. */
export function bodyOf(form: UseForm, ground: ExceptionalUseGround): ExceptionalUseApplicationBody {
  return {
    ground,
    words: {
      circumstances: form.circumstances.trim(),
      why_no_consent: asksWhy(ground) ? form.whyNoConsent.trim() : null,
      kin: asksKin(ground) ? (form.kin ?? null) : null,
      purpose: form.purpose.trim(),
    },
    people: [...form.people],
    until: momentOf(form.until),
  };
}

/** What a facility applied for, to be recommended as it is or changed before. */
export function formOf(applied: ExceptionalUseApplicationCase): UseForm {
  const { ground, words, people, until } = applied;
  return {
    ground,
    circumstances: words?.circumstances ?? '',
    whyNoConsent: words?.why_no_consent ?? '',
    kin: words?.kin ?? undefined,
    purpose: words?.purpose ?? '',
    people: people.map((person) => person.account),
    until: fieldOf(new Date(until)),
  };
}
