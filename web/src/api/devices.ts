import type {
  EndedSessions,
  IssuedDeviceCode,
  LossLine,
  SharedDevice,
  SharedDeviceBody,
  SharedDevices,
} from '../protocol';
import { request } from './request';

const at = (facility: string) => `/facilities/${facility}/devices`;
const one = (facility: string, { device }: SharedDevice) => `${at(facility)}/${device}`;

export const readSharedDevices = (facility: string) => request<SharedDevices>('GET', at(facility));

export const registerDevice = (facility: string, body: SharedDeviceBody) =>
  request<SharedDevice>('POST', at(facility), body);

export const changeDevice = (facility: string, device: SharedDevice, place: string, software: string) =>
  request<SharedDevice>('PUT', one(facility, device), {
    version: device.version,
    place,
    security_software: software,
  });

export const issueDeviceCode = (facility: string, device: SharedDevice) =>
  request<IssuedDeviceCode>('POST', `${one(facility, device)}/code`, { version: device.version });

export const allowOnDevice = (facility: string, device: SharedDevice, account: string) =>
  request<SharedDevice>('POST', `${one(facility, device)}/people/${account}`, { version: device.version });

export const disallowOnDevice = (facility: string, device: SharedDevice, account: string) =>
  request<SharedDevice>('DELETE', `${one(facility, device)}/people/${account}?version=${device.version}`);

export const endDeviceSessions = (facility: string, device: SharedDevice) =>
  request<EndedSessions>('DELETE', `${one(facility, device)}/sessions?version=${device.version}`);

export const reportDeviceLost = (facility: string, device: SharedDevice) =>
  request<LossLine>('POST', `${one(facility, device)}/loss`, { version: device.version });

export const retireDevice = (facility: string, device: SharedDevice) =>
  request<undefined>('POST', `${one(facility, device)}/retirement`, { version: device.version });
