import { today } from '../../i18n/dates';
import type { Grounds, ProxySuspensionBody } from '../../protocol';

export const WHATS = ['account', 'device'] as const;
export const WORDS = ['asked', 'nobody'] as const;
export const GROUNDS: readonly Grounds[] = [
  'leaked',
  'unauthorised_access',
  'lost',
  'prohibited_act',
  'other',
];

/** What is typed when the operator suspends something for the city. */
export type ProxyForm = {
  what: (typeof WHATS)[number];
  login: string;
  label: string;
  of: string;
  grounds: Grounds | undefined;
  word: (typeof WORDS)[number] | undefined;
  by: string;
  /** As the date field and the time field hold them, in the time of the city. */
  day: string;
  time: string;
};

export type ProxyFault = 'login' | 'label' | 'of' | 'grounds' | 'word' | 'by' | 'at';

export const emptyProxyForm = (): ProxyForm => ({
  what: 'account',
  login: '',
  label: '',
  of: '',
  grounds: undefined,
  word: undefined,
  by: '',
  day: today(),
  time: '',
});

const LONGEST_LABEL = 60;
const LONGEST_NAME = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The moment that was typed, wherever the operator's clock stands. */
function momentOf({ day, time }: ProxyForm): Date {
  return new Date(`${day}T${time}:00+09:00`);
}

/** Every field that is at fault, in the order of the form. */
export function proxyFaults(form: ProxyForm, now: Date = new Date()): ProxyFault[] {
  const fits = (text: string, longest: number) => text.trim() !== '' && [...text.trim()].length <= longest;
  const isDevice = form.what === 'device';
  const wasAsked = form.word === 'asked';
  // What is no moment is neither.
  const ago = now.getTime() - momentOf(form).getTime();
  const good: Record<ProxyFault, boolean> = {
    login: isDevice || fits(form.login, LONGEST_NAME),
    label: !isDevice || fits(form.label, LONGEST_LABEL),
    of: !isDevice || fits(form.of, LONGEST_NAME),
    grounds: form.grounds !== undefined,
    word: form.word !== undefined,
    by: !wasAsked || fits(form.by, LONGEST_NAME),
    at: !wasAsked || (ago >= 0 && ago <= DAY_MS),
  };
  return (Object.keys(good) as ProxyFault[]).filter((field) => !good[field]);
}

/** As it is sent, of a form without faults. */
export function proxyBody(form: ProxyForm): ProxySuspensionBody {
  const { what, login, label, of, grounds = 'other', word, by } = form;
  return {
    ...(what === 'account' ? { login_id: login.trim() } : { device: { label: label.trim(), of: of.trim() } }),
    grounds,
    ...(word === 'asked' ? { asked: { by: by.trim(), at: momentOf(form).toISOString() } } : {}),
    nobody_reached: word === 'nobody',
  };
}
