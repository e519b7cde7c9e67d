/** What a signature is for; the server takes none for anything else. */
export type Purpose = 'enrolment' | 'sign-in' | 'session' | 'live';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/** A key that nobody can read, this page included: it can only be asked to sign. */
export async function makeKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
}

/** The public half, as the server takes it: the uncompressed point. */
export async function publicPoint({ publicKey }: CryptoKeyPair): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
}

export async function sha256(bytes: BufferSource): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** Signs the server's nonce for one purpose, from this origin, as the holder of what `about` is the digest of. */
export async function sign(
  key: CryptoKey,
  purpose: Purpose,
  nonce: string,
  about: Uint8Array,
): Promise<string> {
  const text = ['renrakucho.v1', purpose, nonce, window.location.origin, toHex(about)].join('\n');
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    new TextEncoder().encode(text),
  );
  return toBase64Url(new Uint8Array(signature));
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}
