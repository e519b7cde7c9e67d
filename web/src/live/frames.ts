import type { Entry, ServerFrame } from '../protocol';
import type { RoomEntry } from './entry';

type WithRoomEntries<F> = F extends { entries: Entry[] } ? Omit<F, 'entries'> & { entries: RoomEntry[] } : F;

export type IncomingFrame = WithRoomEntries<ServerFrame>;

/** The server is trusted for the shape of what it sends; only frames that are no JSON object are dropped. */
export function decodeFrame(data: unknown): IncomingFrame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null && 'type' in frame
      ? (frame as IncomingFrame)
      : undefined;
  } catch {
    return undefined;
  }
}
