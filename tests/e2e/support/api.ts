/** What the stories read of the server's answers. */
export type RoomLine = { room: string; label: string; state: string; unread: number; read_upto: number };
export type Rooms = { rooms: RoomLine[] };
export type Entry = { id: string; seq: number; kind: string; body?: string };
export type EntriesPage = { head: number; entries: Entry[] };
export type RoomDetail = { members: { account: string; name: string; read_upto: number }[] };
export type Problem = { code: string };
