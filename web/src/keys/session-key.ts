import { keepKey, type OwnKey, readKey, removeKey } from './key-store';
import { makeKey, publicPoint, sha256, sign, toBase64Url } from './statement';

/** For a browser that keeps nothing: then the session lasts as long as the page. */
let held: OwnKey | undefined;

/** The session that is about to begin is bound to this key. */
export async function bindSession(key: OwnKey): Promise<void> {
  held = key;
  await keepKey('session', key).catch(() => undefined);
}

/** Makes the key of a session whose device's certificate lies in a file; its public half for the server. */
export async function makeSessionKey(): Promise<string> {
  const pair = await makeKey();
  const point = await publicPoint(pair);
  await bindSession({ privateKey: pair.privateKey, digest: await sha256(point) });
  return toBase64Url(point);
}

/** Signs as the session, for the server that gave the nonce. None: this browser does not hold the session's key. */
export async function signAsSession(purpose: 'session' | 'live', nonce: string): Promise<string | undefined> {
  // Another tab may have signed in anew: what is stored is newer than what this page remembers.
  const key = (await readKey('session')) ?? held;
  return key && sign(key.privateKey, purpose, nonce, key.digest);
}

/** Nobody is signed in any more. */
export async function releaseSession(): Promise<void> {
  held = undefined;
  await removeKey('session');
}
