import type { RoomLine } from '../protocol';

export type RoomList = readonly RoomLine[];

/** The list with a line changed, or added when it is new. */
export function withLine(list: RoomList, line: RoomLine): RoomList {
  return list.some((other) => other.room === line.room)
    ? list.map((other) => (other.room === line.room ? line : other))
    : [...list, line];
}

export function withoutRoom(list: RoomList, room: string): RoomList {
  return list.filter((line) => line.room !== room);
}

/** The list with a room closed: nothing of whose it was stays. */
export function withClosed(list: RoomList, room: string): RoomList {
  return list.map((line) =>
    line.room === room && line.state !== 'lapsed' && line.state !== 'erased'
      ? { ...line, label: '', kana: '', state: 'discontinued', unread: 0 }
      : line,
  );
}
