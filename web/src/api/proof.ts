import { signAsSession } from '../keys/session-key';
import type { SessionChallenge, SessionRenewal } from '../protocol';
import { tellActed } from './presence';
import { exchange, onProofDue } from './request';

let under_way: Promise<boolean> | undefined;

/** Proves that this browser holds the session's key. Whoever asks meanwhile waits for the same answer. */
export function renewSession(): Promise<boolean> {
  under_way ??= renew().finally(() => {
    under_way = undefined;
  });
  return under_way;
}

async function renew(): Promise<boolean> {
  const { nonce } = await exchange<SessionChallenge>('POST', '/session/challenge');
  const signature = await signAsSession('session', nonce);
  if (signature === undefined) return false;
  await tellActed((acted) => {
    const answer: SessionRenewal = { nonce, signature, acted };
    return exchange<void>('POST', '/session/renewal', answer);
  });
  return true;
}

onProofDue(() => renewSession().catch(() => false));

/** In time, before anything is refused: timers of a page in the background come late. */
const IN_TIME = 0.5;

/** Proves the session again and again, until told to stop. A failure is no matter: whatever is refused proves it by itself. */
export function keepProved(seconds: number): () => void {
  const timer = setInterval(() => void renewSession().catch(() => false), seconds * IN_TIME * 1_000);
  return () => clearInterval(timer);
}
