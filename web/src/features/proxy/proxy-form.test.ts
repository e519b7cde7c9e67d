import { expect, test } from 'vitest';
import { emptyProxyForm, type ProxyForm, proxyBody, proxyFaults } from './proxy-form';

const now = new Date('2026-11-27T15:30:00Z');
const asked: ProxyForm = {
  ...emptyProxyForm(),
  login: ' bcdf2345 ',
  grounds: 'leaked',
  word: 'asked',
  by: '見本 課長',
  day: '2026-11-28',
  time: '00:20',
};

test('of an ID it takes the ID, the ground, and who asked when, in the time of the city', () => {
  expect(proxyFaults(asked, now)).toEqual([]);
  expect(proxyBody(asked)).toEqual({
    login_id: 'bcdf2345',
    grounds: 'leaked',
    asked: { by: '見本 課長', at: '2026-11-27T15:20:00.000Z' },
    nobody_reached: false,
  });
});

test('of a device its number and whose it is; that nobody could be reached is said', () => {
  const form: ProxyForm = { ...asked, what: 'device', label: '1号', of: 'みほん施設', word: 'nobody' };
  expect(proxyFaults(form, now)).toEqual([]);
  expect(proxyBody(form)).toEqual({
    device: { label: '1号', of: 'みほん施設' },
    grounds: 'leaked',
    nobody_reached: true,
  });
});

test('nothing is left open: not on whose word, not why, not when', () => {
  expect(proxyFaults({ ...emptyProxyForm(), what: 'account' }, now)).toEqual(['login', 'grounds', 'word']);
  expect(proxyFaults({ ...emptyProxyForm(), what: 'device', word: 'asked' }, now)).toEqual([
    'label',
    'of',
    'grounds',
    'by',
    'at',
  ]);
  for (const [day, time, good] of [
    ['2026-11-28', '00:30', true],
    ['2026-11-28', '00:31', false],
    ['2026-11-27', '00:30', true],
    ['2026-11-27', '00:29', false],
    ['', '', false],
  ] as const) {
    expect(proxyFaults({ ...asked, day, time }, now).includes('at'), `${day} ${time}`).toBe(!good);
  }
});
