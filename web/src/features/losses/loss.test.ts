import { expect, test } from 'vitest';
import { alsoLost, bodyOf, chosenAtFirst, endsHere, type Lost, type LostPasskey, leavesNone } from './loss';

const passkey = (name: string, device: string | null, more: Partial<LostPasskey> = {}): LostPasskey => ({
  passkey: name,
  name,
  added_at: '2026-11-22T18:00:00Z',
  device,
  is_suspended: false,
  ...more,
});

const phone: Lost = { is: 'device', device: { device: 'phone', label: '電話', version: 3 } };
const own = [
  passkey('in the phone', 'phone'),
  passkey('on a key', null),
  passkey('old', 'phone', { is_suspended: true }),
];

test('with a device goes what was enrolled on it and is not stopped already', () => {
  expect(alsoLost(phone, own).map(({ passkey }) => passkey)).toEqual(['in the phone', 'on a key']);
  expect(chosenAtFirst(phone, own)).toEqual(['in the phone']);
  expect(bodyOf(phone, ['in the phone'])).toEqual({
    device: { device: 'phone', version: 3 },
    passkeys: ['in the phone'],
  });
});

test('a passkey is reported by itself', () => {
  const lost: Lost = { is: 'passkey', passkey: passkey('on a key', null) };
  expect(alsoLost(lost, own)).toEqual([]);
  expect(bodyOf(lost, chosenAtFirst(lost, own))).toEqual({ passkeys: ['on a key'] });
});

test('who reports what this page rests on is told that it ends', () => {
  const here = [passkey('a', null, { is_of_this_session: true }), passkey('b', null)];
  expect(endsHere(phone, [], here)).toBe(false);
  expect(endsHere(phone, ['a'], here)).toBe(true);
  expect(endsHere(phone, ['b'], here)).toBe(false);
  const this_: Lost = { is: 'device', device: { device: 'phone', label: '電話', version: 3, is_this: true } };
  expect(endsHere(this_, [], here)).toBe(true);
});

test('who reports the last passkey is told that none is left', () => {
  expect(leavesNone(['in the phone'], own)).toBe(false);
  expect(leavesNone(['in the phone', 'on a key'], own)).toBe(true);
});
