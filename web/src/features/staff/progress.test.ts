import { expect, test } from 'vitest';
import type { OpenCode, StaffLine } from '../../protocol';
import { enrolmentAddress, progressOf, waitingFirst } from './progress';

const code: OpenCode = {
  device: 'd',
  hand_over: 'sheet',
  is_handed_over: false,
  expires_at: '2026-12-01T00:00:00Z',
  has_expired: false,
  awaits_second: false,
  is_own: true,
};

const line: StaffLine = {
  account: 'a',
  login_id: 'bcdf-2345',
  name: '見本 花子',
  kana: 'みほん はなこ',
  profession: '訪問看護師',
  role: 'staff',
  standing: 'active',
  version: 1,
  mail: null,
  alert_mail: false,
  is_enrolled: true,
  last_sign_in: null,
  is_self: false,
  is_home: true,
  rooms: 0,
  devices: [],
  passkeys: [],
  code: null,
  earlier: [],
  disqualification: null,
};

test('each step from the ID to the first sign-in has its word', () => {
  expect(progressOf(line)).toBe('in_use');
  expect(progressOf({ ...line, is_enrolled: false })).toBe('no_code');
  expect(progressOf({ ...line, code })).toBe('to_hand_over');
  expect(progressOf({ ...line, code: { ...code, awaits_second: true } })).toBe('to_confirm');
  expect(progressOf({ ...line, code: { ...code, is_handed_over: true } })).toBe('to_enrol');
  expect(progressOf({ ...line, code: { ...code, hand_over: 'screen' } })).toBe('to_enrol');
  expect(progressOf({ ...line, code: { ...code, has_expired: true } })).toBe('expired');
  expect(progressOf({ ...line, standing: 'suspended', code })).toBe('suspended');
  expect(progressOf(line, 'suspended')).toBe('facility_suspended');
  expect(progressOf({ ...line, standing: 'suspended' }, 'suspended')).toBe('suspended');
  const disqualification = { at: '2026-12-01T00:00:00Z', decision: null };
  expect(progressOf({ ...line, standing: 'ended', disqualification })).toBe('disqualified');
});

test('those who wait for the reader come first, the others keep their order', () => {
  const staff = [line, { ...line, account: 'b', code }, { ...line, account: 'c' }];
  expect(waitingFirst(staff).map(({ account }) => account)).toEqual(['b', 'a', 'c']);
});

test('the code is only in the fragment of the address', () => {
  const address = new URL(enrolmentAddress('https://renrakucho.example', 'ABCDE-FGHJK'));
  expect(address.hash).toBe('#ABCDE-FGHJK');
  expect(address.pathname + address.search).toBe('/enrol');
});
