import type { RoomExportBody } from '../protocol';
import { asSignedIn, judged, UnreachableError } from './request';

/** A large room takes its time. */
const GIVE_UP_AFTER_MS = 300_000;

/** Takes a part of a room's record out of the system: the document as the server wrote it. */
export const exportRoom = (room: string, body: RoomExportBody): Promise<string> =>
  asSignedIn(async () => {
    const lost = () => {
      throw new UnreachableError();
    };
    const response = await fetch(`/api/v1/rooms/${room}/exports`, {
      method: 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(lost);
    // What breaks off on the way is an error here, and never half a record.
    const text = await response.text().catch(lost);
    return response.ok ? text : judged<string>(false, parsed(text));
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
