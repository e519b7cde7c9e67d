import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** A key of this browser and SHA-256 of its public half. */
export type OwnKey = { privateKey: CryptoKey; digest: Uint8Array };

/** One with a certificate, by whose SHA-256 the server knows it. */
export type DeviceKey = OwnKey & { fingerprint: Uint8Array };

/**
 * `enrolling`: the server may or may not have registered it; it never takes the place of one that works. `session`: what the
 * session is bound to; in a browser that is a device, the same as `device`.
 */
type Keys = { device: DeviceKey; enrolling: DeviceKey; session: OwnKey };
type Slot = keyof Keys;

type Schema = DBSchema & { keys: { key: Slot; value: Keys[Slot] } };

/** The browser keeps nothing for this page, so it cannot be registered. */
export class StorageBlocked extends Error {}

/** Its own database: a logout wipes what an account left, and the device stays the device. */
const NAME = 'renrakucho-keys';

let opening: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>(NAME, 1, { upgrade: (fresh) => void fresh.createObjectStore('keys') });
  return opening;
}

/** The key in a slot; none if there is none, or if the browser keeps nothing. */
export async function readKey<S extends Slot>(slot: S): Promise<Keys[S] | undefined> {
  try {
    return (await (await database()).get('keys', slot)) as Keys[S] | undefined;
  } catch {
    opening = undefined;
    return undefined;
  }
}

export async function keepKey<S extends Slot>(slot: S, key: Keys[S]): Promise<void> {
  try {
    await (await database()).put('keys', key, slot);
  } catch {
    opening = undefined;
    throw new StorageBlocked();
  }
}

export async function removeKey(slot: Slot): Promise<void> {
  await database()
    .then((db) => db.delete('keys', slot))
    .catch(() => undefined);
}

/** The server knows the key that was enrolling: from now on it is the device's. */
export async function promoteKey(): Promise<void> {
  const key = await readKey('enrolling');
  if (!key) return;
  await keepKey('device', key);
  await removeKey('enrolling');
}
