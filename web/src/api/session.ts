import type { SessionAnswer } from '../live/connection';
import type { Ceremony, CityView, SessionView, SignInBegun } from '../protocol';
import { ProblemError, request } from './request';

export const readCity = () => request<CityView>('GET', '/city');
export const readSession = () => request<SessionView>('GET', '/session');
export const endSession = () => request<void>('DELETE', '/session');

export const beginSignIn = () => request<SignInBegun>('POST', '/sign-in');
export const proveDevice = (code: string) => request<void>('POST', '/sign-in/device', { code });
export const beginPasskey = () => request<Ceremony>('POST', '/sign-in/passkey/begin');
export const finishPasskey = (credential: unknown) =>
  request<SessionView>('POST', '/sign-in/passkey/finish', { credential });
export const beginEnrolment = (code: string) => request<Ceremony>('POST', '/enrolment/begin', { code });
export const finishEnrolment = (credential: unknown) =>
  request<void>('POST', '/enrolment/finish', { credential });

/** What decides whether a broken connection is taken up again. */
export async function askSession(): Promise<SessionAnswer> {
  try {
    await readSession();
    return 'signed_in';
  } catch (error) {
    if (!(error instanceof ProblemError)) return 'unreachable';
    // A server that is busy or broken says nothing about the session.
    return error.problem.retry === 'after' ? 'unreachable' : error.problem.code;
  }
}
