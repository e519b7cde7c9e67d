import { type DBSchema, deleteDB, openDB } from 'idb';
import type { Priority } from '../protocol';
import type { OutboxStore, OutgoingPost } from './outbox';

/** What was being written in a room. */
export type Draft = { room: string; body: string; priority: Priority; reply_to?: string };

export type DraftStore = {
  get(room: string): Promise<Draft | undefined>;
  put(draft: Draft): Promise<void>;
  remove(room: string): Promise<void>;
  /** The rooms that have one. */
  rooms(): Promise<string[]>;
};

/** What stays on the device: unsent posts and drafts, never entries of a room. */
export type Storage = { outbox: OutboxStore; drafts: DraftStore; close(): void };

type Schema = DBSchema & {
  outbox: { key: string; value: OutgoingPost };
  drafts: { key: string; value: Draft };
};

const PREFIX = 'renrakucho-';

/** What was being written on a shared device: as long as the page is there and its person is signed in, nowhere else. */
const passing = new Map<string, Storage>();

/**
 * One database for each account: nobody meets what a colleague was writing. On a shared device nothing is written down at all;
 * what is unsent outlives a locked screen, and neither the page nor the logout.
 */
export async function openStorage(account: string, onSharedDevice: boolean): Promise<Storage> {
  if (onSharedDevice) {
    const held = passing.get(account) ?? inMemory();
    passing.set(account, held);
    return held;
  }
  try {
    const db = await openDB<Schema>(PREFIX + account, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('outbox', { keyPath: 'id' });
        fresh.createObjectStore('drafts', { keyPath: 'room' });
      },
      // Another tab wipes: that must not wait for this one.
      blocking: (_current, _next, event) => (event.target as IDBDatabase).close(),
    });
    return {
      outbox: {
        all: () => db.getAll('outbox'),
        put: async (post) => void (await db.put('outbox', post)),
        remove: (id) => db.delete('outbox', id),
      },
      drafts: {
        get: (room) => db.get('drafts', room),
        put: async (draft) => void (await db.put('drafts', draft)),
        remove: (room) => db.delete('drafts', room),
        rooms: () => db.getAllKeys('drafts'),
      },
      close: () => db.close(),
    };
  } catch {
    return inMemory();
  }
}

/** Private windows of some browsers have no IndexedDB: there, what is unsent lives as long as the page. */
function inMemory(): Storage {
  const outbox = new Map<string, OutgoingPost>();
  const drafts = new Map<string, Draft>();
  return {
    outbox: {
      all: async () => [...outbox.values()],
      put: async (post) => void outbox.set(post.id, post),
      remove: async (id) => void outbox.delete(id),
    },
    drafts: {
      get: async (room) => drafts.get(room),
      put: async (draft) => void drafts.set(draft.room, draft),
      remove: async (room) => void drafts.delete(room),
      rooms: async () => [...drafts.keys()],
    },
    close: () => undefined,
  };
}

/** Wipes everything kept for an account. */
export async function destroyStorage(account: string): Promise<void> {
  passing.delete(account);
  await deleteDB(PREFIX + account).catch(() => undefined);
}
