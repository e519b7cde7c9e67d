import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** A key of this browser and what the server knows it by: SHA-256 of its certificate. */
export type DeviceKey = { privateKey: CryptoKey; fingerprint: Uint8Array };

/** `enrolling`: the server may or may not have registered it; it never takes the place of one that works. */
type Slot = 'device' | 'enrolling';

type Schema = DBSchema & { keys: { key: Slot; value: DeviceKey } };

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
export async function readKey(slot: Slot): Promise<DeviceKey | undefined> {
  try {
    return await (await database()).get('keys', slot);
  } catch {
    opening = undefined;
    return undefined;
  }
}

export async function keepKey(slot: Slot, key: DeviceKey): Promise<void> {
  try {
    await (await database()).put('keys', key, slot);
  } catch {
    opening = undefined;
    throw new StorageBlocked();
  }
}

/** The server knows the key that was enrolling: from now on it is the device's. */
export async function promoteKey(): Promise<void> {
  const key = await readKey('enrolling');
  if (!key) return;
  await keepKey('device', key);
  await (await database()).delete('keys', 'enrolling');
}

/** Asks the browser not to throw the key away when it needs room. It may say no; then it is kept as long as it likes. */
export function askToKeep(): void {
  void navigator.storage?.persist?.().catch(() => false);
}
