import { useEffect, useState } from 'react';
import { readRoom } from '../../api/rooms';
import type { RoomView } from '../../live/room-log';
import type { RoomDetail } from '../../protocol';

/**
 * What the room is about and who takes part; read again when someone joins or leaves, when the server says that something changed, or when
 * `asked` does: whatever one has done oneself that shows in it.
 */
export function useRoomDetail(
  room: string,
  view: RoomView | undefined,
  asked: number,
): RoomDetail | undefined {
  const [detail, setDetail] = useState<RoomDetail>();
  const lastChange = view?.entries.findLast((entry) => entry.kind !== 'post')?.seq ?? 0;
  const ready = view?.ready ?? false;
  const changes = view?.detail ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `lastChange`, `changes`, `asked` and `ready` say when to read again
  useEffect(() => {
    let wanted = true;
    readRoom(room).then(
      (read) => wanted && setDetail(read),
      // The live side tells why a room cannot be seen; a broken connection is tried again when it is back.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [room, lastChange, changes, asked, ready]);

  return detail;
}
