import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The demo city's file: what the product fills an empty server with, and so what the stories may expect. */
const FILE = path.resolve(import.meta.dirname, '../../../config/demo-city.toml');

export type DemoPost = { by: string; body: string };
export type DemoRoom = { name: string; posts: DemoPost[] };

type Table = { kind: string; text: string };

/** The file's tables, in order. It is plain enough to be read by its line beginnings. */
function tables(): Table[] {
  return readFileSync(FILE, 'utf8')
    .split(/^\[\[/m)
    .slice(1)
    .map((text) => ({ kind: text.slice(0, text.indexOf(']')), text }));
}

function value(table: Table, key: string): string {
  const found = new RegExp(`^${key} = "(?:""\\n([^]*?)"""|([^"\\n]*)")`, 'm').exec(table.text);
  return (found?.[1] ?? found?.[2] ?? '').trimEnd();
}

export function demoRoom(key: string): DemoRoom {
  const rooms = new Map<string, DemoRoom>();
  let current: DemoRoom | undefined;
  for (const table of tables()) {
    if (table.kind === 'person') {
      current = { name: value(table, 'name'), posts: [] };
      rooms.set(value(table, 'key'), current);
    } else if (table.kind === 'person.post') {
      current?.posts.push({ by: value(table, 'by'), body: value(table, 'body') });
    }
  }
  const room = rooms.get(key);
  if (!room) throw new Error(`the demo has no room ${key}`);
  return room;
}

/** What someone has not read: the demo's people have read up to what they wrote last. */
export function unreadPosts(room: DemoRoom, login: string): DemoPost[] {
  return room.posts.slice(room.posts.findLastIndex((post) => post.by === login) + 1);
}

/** Every name in the city, of people and of places, whole and in its parts; but not the city's own. */
export function demoNames(): string[] {
  const service = /^service_name = "(.*)"$/m.exec(readFileSync(FILE, 'utf8'))?.[1] ?? '';
  const names = tables()
    .filter(({ kind }) => ['staff', 'person', 'facility'].includes(kind))
    .flatMap((table) => [value(table, 'name'), value(table, 'kana')]);
  // A single character is in many words.
  const parts = names.flatMap((name) => name.split(' ')).filter((part) => part.length > 1);
  return [...new Set([...names, ...parts])].filter((name) => !service.includes(name));
}
