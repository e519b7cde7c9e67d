import type { CityAccountDetail, CityAccounts, Devices, LossBody, Losses, LossLine } from '../protocol';
import { request } from './request';

export const readOwnDevices = () => request<Devices>('GET', '/devices');
export const readOwnLosses = () => request<Losses>('GET', '/losses');
export const reportOwnLoss = (body: LossBody) => request<LossLine>('POST', '/losses', body);

export const readLossesOf = (facility: string) => request<Losses>('GET', `/facilities/${facility}/losses`);
export const reportLossOf = (facility: string, account: string, body: LossBody) =>
  request<LossLine>('POST', `/facilities/${facility}/staff/${account}/losses`, body);

export const readCityAccounts = () => request<CityAccounts>('GET', '/city/accounts');
export const readCityDevices = () => request<Devices>('GET', '/city/devices');
export const readCityAccount = (account: string) =>
  request<CityAccountDetail>('GET', `/city/accounts/${account}`);
export const reportLossOfAnyone = (account: string, body: LossBody) =>
  request<LossLine>('POST', `/city/accounts/${account}/losses`, body);
