import type { DeviceKindsBody, DeviceKindsView } from '../protocol';
import { request } from './request';

const PATH = '/city/device-kinds';

export const readDeviceKinds = () => request<DeviceKindsView>('GET', PATH);

export const changeDeviceKinds = (body: DeviceKindsBody) => request<DeviceKindsView>('PUT', PATH, body);
