import { expect, test } from 'vitest';
import type { CityRoom } from '../../protocol';
import {
  bodyOf,
  type DeclareForm,
  EMPTY,
  facilitiesOf,
  faultsOf,
  permissible,
  withFacility,
} from './declare-form';

const NOW = new Date('2026-11-27T00:00:00Z');
const FILLED: DeclareForm = {
  name: ' 台風19号 ',
  circumstances: '河川の氾濫',
  purpose: '避難の支援',
  rooms: new Set(['a', 'b']),
  people: ['p'],
  until: '2026-11-29T18:00',
};
const room = (id: string, state: CityRoom['state'], ...facilities: string[]) =>
  ({ room: id, state, facilities }) as unknown as CityRoom;
const ROOMS = [
  room('a', 'active', '病院', '包括'),
  room('b', 'awaiting_consent', '病院'),
  room('c', 'active', '包括'),
  room('d', 'discontinued'),
];

test('each field that is missing is told', () => {
  expect([...faultsOf(EMPTY, NOW)]).toEqual(['name', 'circumstances', 'purpose', 'rooms', 'people', 'until']);
  expect([...faultsOf(FILLED, NOW)]).toEqual([]);
  expect([...faultsOf({ ...FILLED, until: '2026-11-27T09:00' }, NOW)]).toEqual(['until']);
  expect([...faultsOf({ ...FILLED, name: '名'.repeat(61) }, NOW)]).toEqual(['name']);
});

test('it is sent with its time in Tokyo', () => {
  const body = bodyOf(FILLED);
  expect([body.words.name, body.rooms, body.until]).toEqual([
    '台風19号',
    ['a', 'b'],
    '2026-11-29T18:00:00+09:00',
  ]);
});

test('only rooms that are used are offered, and a facility chooses its own', () => {
  const open = permissible(ROOMS);
  expect(open.map((one) => one.room)).toEqual(['a', 'b', 'c']);
  expect(new Map(facilitiesOf(open))).toEqual(
    new Map([
      ['病院', 2],
      ['包括', 2],
    ]),
  );
  const chosen = withFacility(new Set(['c']), open, '病院');
  expect([...chosen].sort()).toEqual(['a', 'b', 'c']);
  expect([...withFacility(chosen, open, '病院')]).toEqual(['c']);
});
