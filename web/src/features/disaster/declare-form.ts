import type { CityRoom, DisasterEventBody } from '../../protocol';
import { PEOPLE, WORDS } from '../exceptional-use/use-form';
import { fieldOf, momentOf } from '../leak/leak-form';

/** As many as the server takes. */
export const NAME = 60;
export const ROOMS = 500;

export type DeclareForm = {
  name: string;
  circumstances: string;
  purpose: string;
  rooms: ReadonlySet<string>;
  people: readonly string[];
  /** In Tokyo, as the browser's field has it: 2026-11-27T09:00 */
  until: string;
};

export const EMPTY: DeclareForm = {
  name: '',
  circumstances: '',
  purpose: '',
  rooms: new Set(),
  people: [],
  until: '',
};

export type DeclareFault = 'name' | 'circumstances' | 'purpose' | 'rooms' | 'people' | 'until';

/** What is wrong with it, each by its field; the server says the same. */
export function faultsOf(form: DeclareForm, now: Date): Set<DeclareFault> {
  const faults = new Set<DeclareFault>();
  const fits = (text: string, longest: number) => text.trim() !== '' && [...text.trim()].length <= longest;
  if (!fits(form.name, NAME)) faults.add('name');
  if (!fits(form.circumstances, WORDS)) faults.add('circumstances');
  if (!fits(form.purpose, WORDS)) faults.add('purpose');
  if (form.rooms.size === 0 || form.rooms.size > ROOMS) faults.add('rooms');
  if (form.people.length === 0 || form.people.length > PEOPLE) faults.add('people');
  if (form.until === '' || form.until <= fieldOf(now)) faults.add('until');
  return faults;
}

export function bodyOf(form: DeclareForm): DisasterEventBody {
  return {
    words: {
      name: form.name.trim(),
      circumstances: form.circumstances.trim(),
      purpose: form.purpose.trim(),
    },
    rooms: [...form.rooms],
    people: [...form.people],
    until: momentOf(form.until),
  };
}

/** The rooms that the city may permit. */
export const permissible = (rooms: readonly CityRoom[]): CityRoom[] =>
  rooms.filter((room) => room.state === 'awaiting_consent' || room.state === 'active');

/** The facilities that take part in any of them, with how many rooms each has. */
export function facilitiesOf(rooms: readonly CityRoom[]): [name: string, rooms: number][] {
  const count = new Map<string, number>();
  for (const facility of rooms.flatMap((room) => room.facilities)) {
    count.set(facility, (count.get(facility) ?? 0) + 1);
  }
  return [...count].sort(([a], [b]) => a.localeCompare(b, 'ja'));
}

/** The rooms of a facility come to those that are chosen; if all of them are chosen already, they go. */
export function withFacility(
  chosen: ReadonlySet<string>,
  rooms: readonly CityRoom[],
  facility: string,
): Set<string> {
  const of = rooms.filter((room) => room.facilities.includes(facility)).map((room) => room.room);
  const rest = new Set(chosen);
  const all = of.every((room) => rest.has(room));
  for (const room of of) {
    if (all) rest.delete(room);
    else rest.add(room);
  }
  return rest;
}
