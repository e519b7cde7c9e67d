import { expect, test } from 'vitest';
import type { SharedDevice, StaffLine } from '../../protocol';
import { candidates, deviceState } from './device-state';

const device: SharedDevice = {
  device: 'd',
  label: '職員室1号',
  place: '職員室',
  security_software: 'Microsoft Defender',
  registered_by: '管理 花子',
  registered_at: '2026-04-01T00:00:00Z',
  changed_by: null,
  changed_at: null,
  standing: 'active',
  is_enrolled: true,
  code_until: null,
  people: [{ account: 'sato', name: '佐藤 花子', is_signed_in: false }],
  is_this: false,
  version: 1,
};

test('a device says what is still to be done', () => {
  expect(deviceState(device)).toBe('in_use');
  expect(deviceState({ ...device, people: [] })).toBe('nobody');
  expect(deviceState({ ...device, is_enrolled: false })).toBe('to_enrol');
  expect(deviceState({ ...device, is_enrolled: false, code_until: '2026-04-01T00:10:00Z' })).toBe('coded');
  expect(deviceState({ ...device, standing: 'suspended', is_enrolled: false })).toBe('suspended');
});

test('nobody is offered who is there already, is suspended, or is oneself', () => {
  const line = (account: string, more: Partial<StaffLine> = {}) =>
    ({ account, is_self: false, standing: 'active', ...more }) as StaffLine;
  const staff = [
    line('sato'),
    line('ito'),
    line('kanri', { is_self: true }),
    line('mori', { standing: 'suspended' }),
  ];
  expect(candidates(device, staff).map(({ account }) => account)).toEqual(['ito']);
});
