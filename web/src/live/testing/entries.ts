import type { RoomEntry } from '../entry';

export const ME = '00000000-0000-7000-8000-00000000000a';
export const COLLEAGUE = '00000000-0000-7000-8000-00000000000b';

export function postId(seq: number): string {
  return `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`;
}

export function post(seq: number, account: string = COLLEAGUE, id: string = postId(seq)): RoomEntry {
  return {
    seq,
    id,
    at: '2026-11-22T00:34:00Z',
    author: { account, name: '見本 花子', facility: 'みほん薬局', profession: '薬剤師' },
    kind: 'post',
    body: `投稿 ${seq}`,
    priority: 'normal',
  };
}

/** Posts `from` to `upto`. */
export function posts(from: number, upto: number): RoomEntry[] {
  return Array.from({ length: upto - from + 1 }, (_, index) => post(from + index));
}
