import { expect, test } from 'vitest';
import i18next from '../../i18n';
import { eventWords, faultsOf, fieldOf, type LeakForm, momentOf } from './leak-form';

const NOW = new Date('2026-11-27T01:00:00Z');
const FORM: LeakForm = {
  title: '端末の置き忘れ',
  kind: 'device',
  subject: 'd',
  from: '2026-11-26T09:00',
  upto: '2026-11-27T10:00',
  knownOn: '2026-11-27',
  mayBeWrongful: false,
  words: '訪問先に置き忘れた。',
};

test('times are meant in Tokyo, wherever the browser stands', () => {
  expect(fieldOf(NOW)).toBe('2026-11-27T10:00');
  expect(new Date(momentOf('2026-11-27T10:00')).toISOString()).toBe(NOW.toISOString());
});

test('what is entered is over, and has a name', () => {
  expect([...faultsOf(FORM, NOW)]).toEqual([]);
  const wrong = (change: Partial<LeakForm>) => [...faultsOf({ ...FORM, ...change }, NOW)];
  expect(wrong({ title: ' ' })).toEqual(['title']);
  expect(wrong({ title: '字'.repeat(51) })).toEqual(['title']);
  expect(wrong({ words: '' })).toEqual(['words']);
  expect(wrong({ subject: '' })).toEqual(['subject']);
  expect(wrong({ upto: '2026-11-27T10:01' })).toEqual(['upto']);
  expect(wrong({ from: '2026-11-27T10:00' })).toEqual(['from']);
  expect(wrong({ knownOn: '2026-11-28' })).toEqual(['known_on']);
});

test('what was done is said in a word, of what nobody knows too', () => {
  expect(eventWords(i18next.t, 'room_viewed')).toBe('見た');
  expect(eventWords(i18next.t, 'something_new')).toBe('something_new');
});
