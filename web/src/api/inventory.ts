import type {
  DeviceStatementBody,
  Inventory,
  InventoryCopy,
  InventoryCopyBody,
  InventoryLine,
} from '../protocol';
import { request } from './request';

const at = (facility: string) => `/facilities/${facility}/inventory`;

export const readInventory = (facility: string) => request<Inventory>('GET', at(facility));

export const stateDevice = (facility: string, device: string, body: DeviceStatementBody) =>
  request<InventoryLine>('PUT', `${at(facility)}/${device}`, body);

/** Writes down that a copy leaves the system, and answers it if it is a file. */
export const copyInventory = (facility: string, body: InventoryCopyBody) =>
  request<InventoryCopy>('POST', `${at(facility)}/copy`, body);
