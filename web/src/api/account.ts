import type { Ceremony, EndedSessions, PasskeyLine, Passkeys, Sessions, SignIns } from '../protocol';
import { askProved, request } from './request';

export const readPasskeys = () => request<Passkeys>('GET', '/passkeys');
export const beginAddingPasskey = () => request<Ceremony>('POST', '/passkeys/begin');
export const finishAddingPasskey = (credential: unknown, name: string) =>
  request<PasskeyLine>('POST', '/passkeys/finish', { credential, name });
export const renamePasskey = (passkey: string, name: string) =>
  request<PasskeyLine>('PUT', `/passkeys/${passkey}`, { name });
export const removePasskey = (passkey: string) => request<EndedSessions>('DELETE', `/passkeys/${passkey}`);

export const readSessions = () => request<Sessions>('GET', '/sessions');
export const endOneSession = (session: string) => request<void>('DELETE', `/sessions/${session}`);
export const endOtherSessions = () => request<EndedSessions>('DELETE', '/sessions');

export const readSignIns = (before?: number) =>
  request<SignIns>('GET', before === undefined ? '/sign-ins' : `/sign-ins?before=${before}`);

/** These two are asked while a request waits for the step-up: they ask for none themselves. */
export const beginStepUp = () => askProved<Ceremony>('POST', '/session/step-up/begin');
export const finishStepUp = (credential: unknown) =>
  askProved<void>('POST', '/session/step-up/finish', { credential });
