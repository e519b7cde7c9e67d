import type { SessionAnswer } from '../live/connection';
import type {
  Ceremony,
  CertificateFile,
  CityView,
  DeviceEnrolment,
  DeviceEnrolmentBegun,
  EnrolmentBegun,
  EnrolmentRequest,
  Invitation,
  KeyProof,
  PasskeyAnswer,
  SessionView,
  SignInBegun,
} from '../protocol';
import { ProblemError, request } from './request';

export const readCity = () => request<CityView>('GET', '/city');
export const readSession = () => request<SessionView>('GET', '/session');
export const endSession = () => request<void>('DELETE', '/session');

export const beginSignIn = () => request<SignInBegun>('POST', '/sign-in');
export const proveDevice = (code: string) => request<void>('POST', '/sign-in/device', { code });
export const proveKey = (proof: KeyProof) => request<void>('POST', '/sign-in/key', proof);
export const beginPasskey = () => request<Ceremony>('POST', '/sign-in/passkey/begin');
export const finishPasskey = (answer: PasskeyAnswer) =>
  request<SessionView>('POST', '/sign-in/passkey/finish', answer);
export const readInvitation = (code: string) => request<Invitation>('POST', '/enrolment/code', { code });
/** Key and certificate in a file, with what opens it: answered once. */
export const makeCertificateFile = (code: string) =>
  request<CertificateFile>('POST', '/enrolment/certificate-file', { code });
export const beginEnrolment = (body: EnrolmentRequest) =>
  request<EnrolmentBegun>('POST', '/enrolment/begin', body);
/** A browser that got its certificate with the passkey is signed in by it. */
export const finishEnrolment = (credential: unknown) =>
  request<SessionView | undefined>('POST', '/enrolment/finish', { credential });

/** At a shared device, with its own code: a certificate for its key. It counts when the browser has said that it kept both. */
export const beginDeviceEnrolment = (body: DeviceEnrolment) =>
  request<DeviceEnrolmentBegun>('POST', '/enrolment/device/begin', body);
export const finishDeviceEnrolment = () => request<undefined>('POST', '/enrolment/device/finish');

/** What decides whether a broken connection is taken up again. */
export async function askSession(): Promise<SessionAnswer> {
  try {
    return (await readSession()).is_locked ? 'locked' : 'signed_in';
  } catch (error) {
    if (!(error instanceof ProblemError)) return 'unreachable';
    // A server that is busy or broken says nothing about the session.
    return error.problem.retry === 'after' ? 'unreachable' : error.problem.code;
  }
}
