import type { TFunction } from 'i18next';

/** What the browser went to the device host for. */
export type Purpose = 'sign_in' | 'enrolment';

/** Why it came back without a code. */
export type Refused = 'refused' | 'expired' | 'not-allowed';

/** How it came back. */
export type Return = { purpose: Purpose; code: string } | { purpose: Purpose; refused: Refused };

const KEY = 'renrakucho-device-trip';

export function setOut(purpose: Purpose, deviceUrl: string): void {
  sessionStorage.setItem(KEY, purpose);
  window.location.assign(deviceUrl);
}

/** Reads the fragment once and takes it out of the address, so that neither history nor a reload has the code. */
function takeReturn(): Return | undefined {
  const fragment = window.location.hash.slice(1);
  if (window.location.pathname !== '/sign-in' || fragment === '') return undefined;
  window.history.replaceState(null, '', window.location.pathname);
  const purpose: Purpose = sessionStorage.getItem(KEY) === 'enrolment' ? 'enrolment' : 'sign_in';
  sessionStorage.removeItem(KEY);
  const code = new URLSearchParams(fragment).get('code');
  if (code) return { purpose, code };
  return { purpose, refused: fragment === 'expired' || fragment === 'not-allowed' ? fragment : 'refused' };
}

let returned = takeReturn();

export function peekReturn(): Return | undefined {
  return returned;
}

/** The code is good for one use: whoever takes it is the only one. */
export function claimReturn(): Return | undefined {
  const taken = returned;
  returned = undefined;
  return taken;
}

/** What the person reads then. */
export function refusedWords(t: TFunction, purpose: Purpose, refused: Refused): string {
  if (refused === 'expired') return t('problem.certificate_expired');
  if (refused === 'not-allowed') return t('problem.device_kind_not_allowed');
  // Who enrols has a code already: the certificate is not in the device yet.
  return t(purpose === 'enrolment' ? 'enrolment.file.notFound' : 'signIn.refused');
}
