import type { Entry } from '../protocol';

/** An entry as it stands on the wire: what it says lies beside its position, told apart by `kind`. */
export type RoomEntry = Entry;

export type PostEntry = Extract<RoomEntry, { kind: 'post' }>;

export function isPost(entry: RoomEntry): entry is PostEntry {
  return entry.kind === 'post';
}
