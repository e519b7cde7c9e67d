import { ProblemError, UnreachableError } from '../../api/request';
import {
  beginDeviceEnrolment,
  beginEnrolment,
  beginSignIn,
  finishDeviceEnrolment,
  proveKey,
} from '../../api/session';
import { askToKeep } from '../../keys/keeping';
import { type DeviceKey, keepKey, promoteKey, readKey } from '../../keys/key-store';
import { bindSession } from '../../keys/session-key';
import { fromBase64Url, makeKey, publicPoint, sha256, sign, toBase64Url, toHex } from '../../keys/statement';
import type { NewKey, SessionView } from '../../protocol';
import { makePasskey, signInWithPasskey } from './passkey';

/** The server does not take this browser's key any more: it was stopped, or its time is over. */
export class KeyRefused extends Error {}

/** Whether this browser holds a key of its own; then it need not go to the device host. */
export function ownKey(): Promise<DeviceKey | undefined> {
  return readKey('device');
}

/** Proves this browser's key in a sign-in under way. */
export async function proveOwnKey(key: DeviceKey, nonce: string): Promise<void> {
  const fingerprint = toHex(key.fingerprint);
  const signature = await sign(key.privateKey, 'sign-in', nonce, key.fingerprint);
  await proveKey({ fingerprint, nonce, signature }).catch((error: unknown) => {
    const refused = error instanceof ProblemError && error.problem.code === 'unauthenticated';
    throw refused ? new KeyRefused() : error;
  });
  await bindSession(key);
}

/** Makes a key and a passkey, and is inside. What was broken off before is begun anew. */
export async function enrolThisBrowser(code: string): Promise<SessionView> {
  const inDoubt = await signInWithKeyInDoubt();
  if (inDoubt) return inDoubt;
  const made = await makeNewKey();
  const { publicKey, certificate } = await beginEnrolment({ code, key: made.key });
  if (certificate === undefined) throw new UnreachableError();
  // Before the passkey is made: whoever has no place for a key should not be asked for a finger.
  const own = await keepEnrolling(made, certificate);
  answerLost = false;
  try {
    await bindSession(own);
    const session = await makePasskey(publicKey);
    if (!session) throw new UnreachableError();
    await promoteKey();
    return session;
  } catch (error) {
    answerLost = error instanceof UnreachableError;
    throw error;
  }
}

/** Makes a key for a shared device, which is this browser's from then on. Nobody is signed in by it. */
export async function enrolSharedDevice(code: string): Promise<void> {
  if (answerLost && (await provesKeyInDoubt())) return;
  const made = await makeNewKey();
  const { certificate } = await beginDeviceEnrolment({ code, key: made.key });
  await keepEnrolling(made, certificate);
  answerLost = false;
  try {
    await finishDeviceEnrolment();
  } catch (error) {
    answerLost = error instanceof UnreachableError;
    throw error;
  }
  await promoteKey();
}

type MadeKey = { pair: CryptoKeyPair; point: Uint8Array<ArrayBuffer>; key: NewKey };

/** A key, and the proof that this browser holds it. */
async function makeNewKey(): Promise<MadeKey> {
  const { nonce } = await beginSignIn();
  const pair = await makeKey();
  const point = await publicPoint(pair);
  const signature = await sign(pair.privateKey, 'enrolment', nonce, await sha256(point));
  return { pair, point, key: { public: toBase64Url(point), nonce, signature } };
}

async function keepEnrolling({ pair, point }: MadeKey, certificate: string): Promise<DeviceKey> {
  const fingerprint = await sha256(fromBase64Url(certificate));
  const own = { privateKey: pair.privateKey, digest: await sha256(point), fingerprint };
  await keepKey('enrolling', own);
  void askToKeep();
  return own;
}

/** The last step was sent and no answer came: the server may have taken it, and the code with it. */
let answerLost = false;

async function signInWithKeyInDoubt(): Promise<SessionView | undefined> {
  return answerLost && (await provesKeyInDoubt()) ? signInWithPasskey(false) : undefined;
}

/** Whether the server knows the key all the same; then it is the device's. */
async function provesKeyInDoubt(): Promise<boolean> {
  const key = await readKey('enrolling');
  if (!key) return false;
  try {
    await proveOwnKey(key, (await beginSignIn()).nonce);
  } catch (error) {
    if (error instanceof KeyRefused) return false;
    throw error;
  }
  await promoteKey();
  return true;
}
