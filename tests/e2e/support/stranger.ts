import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { City } from './city';
import { output } from './process';

const PASSWORD = 'not-of-this-city';

/** A device certificate that is in order, but of an authority that the city does not know. Answers its folder. */
export async function foreignDevice(city: City): Promise<string> {
  const folder = path.join(city.folder, 'foreign-device');
  await mkdir(folder, { recursive: true });
  const file = (name: string) => path.join(folder, name);
  await output('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-subj', '/CN=Another authority', '-days', '30'],
    ...['-keyout', file('device.key'), '-out', file('device.pem')],
  ]);
  await output('openssl', [
    ...['pkcs12', '-export', '-inkey', file('device.key'), '-in', file('device.pem')],
    ...['-passout', `pass:${PASSWORD}`, '-out', file('device.p12')],
  ]);
  await writeFile(file('device.password'), PASSWORD);
  return folder;
}

/** A passkey that nobody ever registered. Answers its file. */
export async function unknownPasskey(city: City): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const file = path.join(city.folder, 'unknown-passkey.json');
  await writeFile(
    file,
    JSON.stringify({
      rp_id: 'localhost',
      credential_id: randomBytes(32).toString('base64url'),
      user_handle: randomBytes(16).toString('base64url'),
      private_key: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url'),
    }),
  );
  return file;
}
