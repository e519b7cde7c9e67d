import { expect, test } from 'vitest';
import type { StaffDevice, StaffLine } from '../../protocol';
import { endingSoon } from './certificates';

const device = (id: string, certificate_ends: string | null, standing: StaffDevice['standing'] = 'active') =>
  ({ device: id, label: `${id}の端末`, standing, certificate_ends }) as StaffDevice;

const person = (name: string, ...devices: StaffDevice[]) => ({ name, account: name, devices }) as StaffLine;

test('what ends first stands first, a shared device once, and what is stopped not at all', () => {
  const shared = device('shared', '2026-12-20T00:00:00Z');
  const staff = [
    person('佐藤', device('phone', '2026-12-24T00:00:00+09:00'), shared, device('new', null)),
    person('田中', shared, device('lost', '2026-12-01T00:00:00Z', 'suspended')),
    person('森', device('tablet', '2026-12-01T00:00:00Z')),
  ];
  expect(endingSoon(staff).map((one) => [one.device, one.name])).toEqual([
    ['tablet', '森'],
    ['shared', '佐藤'],
    ['phone', '佐藤'],
  ]);
});
