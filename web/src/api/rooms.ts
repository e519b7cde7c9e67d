import type { RoomEntries } from '../live/care-rooms';
import type { OutgoingPost } from '../live/outbox';
import type { Ack, Failure, RoomDetail, Rooms } from '../protocol';
import { ProblemError, request } from './request';

export const readRooms = () => request<Rooms>('GET', '/rooms');
export const readRoom = (room: string) => request<RoomDetail>('GET', `/rooms/${room}`);

export const readEntriesAfter = (room: string, after: number) =>
  request<RoomEntries>('GET', `/rooms/${room}/entries?after=${after}`);

/** Adds a post; a refusal is an answer like any other. */
export async function sendPost({
  room,
  written_at: _,
  ...post
}: OutgoingPost): Promise<Ack | Pick<Failure, 'code' | 'retry'>> {
  try {
    return await request<Ack>('POST', `/rooms/${room}/entries`, post);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    return { code: 'busy', retry: 'after' };
  }
}
