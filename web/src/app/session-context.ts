import { createContext, useContext } from 'react';
import type { SessionView } from '../protocol';

/** Why nobody is signed in; undefined when there is nothing to explain. */
export type SignedOutReason = 'session_ended' | 'suspended' | 'signed_out' | undefined;

export type SessionAccess = { session: SessionView; signedOut(reason: SignedOutReason): void };

export const SessionContext = createContext<SessionAccess | undefined>(undefined);

export function useSession(): SessionAccess {
  const access = useContext(SessionContext);
  if (!access) throw new Error('used outside of a session');
  return access;
}
