import { moveDeviceKey, renewCertificate } from '../../api/certificate';
import { UnreachableError } from '../../api/request';
import { askToKeep } from '../../keys/keeping';
import { keepKey, readKey } from '../../keys/key-store';
import { fromBase64Url, sha256, toHex } from '../../keys/statement';
import type { RenewedCertificate, SessionView } from '../../protocol';

/** SHA-256 of a certificate: what the server knows its key by. */
const fingerprintOf = ({ certificate }: RenewedCertificate) => sha256(fromBase64Url(certificate));

/**
 * Renews the certificate of this browser when it is time. Nobody notices: the old one is good until the new one opens the door,
 * so a failure is no matter, and the next visit tries again. One tab at a time: each would keep a certificate of its own.
 */
export async function renewIfDue({ certificate }: SessionView): Promise<void> {
  if (certificate?.kind !== 'browser' || !certificate.is_due) return;
  await navigator.locks.request('renrakucho-renewal', async () => {
    const key = await readKey('device');
    // What was renewed before has not been used yet.
    if (!key || toHex(key.fingerprint) !== certificate.fingerprint) return;
    await keepKey('device', { ...key, fingerprint: await fingerprintOf(await renewCertificate()) });
  });
}

/** This browser becomes the device, with the key that its session has. The file is good until it has opened the door. */
export async function moveIntoThisBrowser(): Promise<void> {
  const key = await readKey('session');
  // The server's session is bound to a key that only this page knew; after a new sign-in it can be kept.
  if (!key) throw new UnreachableError();
  await keepKey('device', { ...key, fingerprint: await fingerprintOf(await moveDeviceKey()) });
  void askToKeep();
}
