import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { City } from './city';
import { output } from './process';

const PASSWORD = 'only-in-a-story';

/** Who issues a certificate: the city's authority, the certificate itself, or itself as one that says it is an authority. */
export type Issuer = 'city' | 'itself' | 'itself-as-authority';

/** A device certificate with its key, as a file that a browser imports. */
export type DeviceCertificate = { file: string; password: string; fingerprint: string };

/** Makes one. A negative number of days: it is over. */
export async function makeCertificate(
  city: City,
  name: string,
  issuer: Issuer,
  days: number,
): Promise<DeviceCertificate> {
  const folder = path.join(city.folder, 'certificates', name);
  await mkdir(folder, { recursive: true });
  const file = (of: string) => path.join(folder, of);
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    file('device.key'),
  ];
  const usage = ['-addext', 'extendedKeyUsage=clientAuth'];
  if (issuer === 'city') {
    await output('openssl', ['req', ...key, '-subj', `/CN=${name}`, '-out', file('device.csr')]);
    const config = [
      ...[
        '[ca]',
        'default_ca = city',
        '[city]',
        'default_md = sha256',
        'policy = any',
        'x509_extensions = device',
      ],
      ...[
        `database = ${file('index')}`,
        `new_certs_dir = ${folder}`,
        'rand_serial = yes',
        'unique_subject = no',
      ],
      ...['[any]', 'commonName = supplied'],
      ...['[device]', 'extendedKeyUsage = clientAuth', 'basicConstraints = critical,CA:FALSE'],
    ];
    await writeFile(file('authority.cnf'), config.join('\n'));
    await writeFile(file('index'), '');
    await output('openssl', [
      ...['ca', '-batch', '-notext', '-config', file('authority.cnf'), '-in', file('device.csr')],
      ...[
        '-cert',
        path.join(city.folder, 'authority.pem'),
        '-keyfile',
        path.join(city.folder, 'authority.key'),
      ],
      ...['-startdate', day(Math.min(days, 0) - 30), '-enddate', day(days), '-out', file('device.pem')],
    ]);
  } else {
    const authority = issuer === 'itself-as-authority' ? 'TRUE' : 'FALSE';
    await output('openssl', [
      ...['req', '-x509', ...key, '-subj', `/CN=${name}`, '-days', `${days}`, ...usage],
      ...['-addext', `basicConstraints=critical,CA:${authority}`, '-out', file('device.pem')],
    ]);
  }
  await output('openssl', [
    ...['pkcs12', '-export', '-inkey', file('device.key'), '-in', file('device.pem')],
    ...['-passout', `pass:${PASSWORD}`, '-out', file('device.p12')],
  ]);
  return { file: file('device.p12'), password: PASSWORD, fingerprint: await fingerprint(file('device.pem')) };
}

/** The one that one of the demo's people has. */
export async function ownCertificate(city: City, login: string): Promise<DeviceCertificate> {
  const folder = city.person(login);
  const password = await readFile(path.join(folder, 'device.password'), 'utf8');
  return { file: path.join(folder, 'device.p12'), password, fingerprint: '' };
}

/** In so many days, as OpenSSL writes it. */
function day(from: number): string {
  const at = new Date(Date.now() + from * 24 * 60 * 60 * 1000);
  return `${at.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z`;
}

/** What the city knows a certificate by: SHA-256 of its DER. */
async function fingerprint(file: string): Promise<string> {
  const pem = await readFile(file, 'utf8');
  const body = pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
  return createHash('sha256').update(Buffer.from(body, 'base64')).digest('hex');
}
