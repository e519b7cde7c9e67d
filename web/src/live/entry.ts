import type { Entry } from '../protocol';

/** An entry as it stands on the wire: what it says lies beside its position, told apart by `kind`. */
export type RoomEntry = Entry;

export type PostEntry = Extract<RoomEntry, { kind: 'post' }>;

/** What is left of a post that the city had erased: that it was there, by whom, and when. */
export function withoutText(post: PostEntry, at: string): PostEntry {
  return { ...post, body: '', erased_at: post.erased_at ?? at };
}

export function isPost(entry: RoomEntry): entry is PostEntry {
  return entry.kind === 'post';
}
