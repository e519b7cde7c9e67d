import { createContext, useContext } from 'react';
import type { SessionView } from '../protocol';

/** Why nobody is signed in; undefined when there is nothing to explain. */
export type SignedOutReason = 'session_ended' | 'suspended' | 'signed_out' | undefined;

export type SessionAccess = {
  session: SessionView;
  signedOut(reason: SignedOutReason): void;
  /** The person is leaving: whoever notices the end of the session first, it was their wish. */
  leaving(isLeaving: boolean): void;
};

export const SessionContext = createContext<SessionAccess | undefined>(undefined);

export function useSession(): SessionAccess {
  const access = useContext(SessionContext);
  if (!access) throw new Error('used outside of a session');
  return access;
}
