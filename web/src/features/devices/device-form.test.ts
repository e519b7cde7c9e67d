import { expect, test } from 'vitest';
import { type DeviceForm, deviceFaults, EMPTY_DEVICE } from './device-form';

const good: DeviceForm = {
  label: '職員室1号',
  place: '2階 職員室',
  securitySoftware: 'Microsoft Defender',
  declares: true,
};

test('a shared device is registered when everything is said, the declaration too', () => {
  expect(deviceFaults(good)).toEqual([]);
  expect(deviceFaults(EMPTY_DEVICE)).toEqual(['label', 'place', 'securitySoftware', 'declares']);
  expect(deviceFaults({ ...good, declares: false })).toEqual(['declares']);
  expect(deviceFaults({ ...good, label: '　 ' })).toEqual(['label']);
  expect(deviceFaults({ ...good, place: '𠮷'.repeat(60) })).toEqual([]);
  expect(deviceFaults({ ...good, place: '𠮷'.repeat(61) })).toEqual(['place']);
});
