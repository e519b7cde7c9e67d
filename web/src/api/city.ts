import type { CityRoom, CityRooms, ConsentReceiptBody, Discontinuation, Team } from '../protocol';
import { request } from './request';

export const readCityRooms = () => request<CityRooms>('GET', '/city/rooms');

export const recordConsentReceipt = (room: string, receipt: ConsentReceiptBody) =>
  request<CityRoom>('POST', `/city/rooms/${room}/consent-receipt`, receipt);

export const discontinueSupport = (room: string, version: number) =>
  request<Discontinuation>('POST', `/city/rooms/${room}/discontinuation`, { version });

export const readTeam = (room: string) => request<Team>('GET', `/city/rooms/${room}/members`);

export const admitMember = (room: string, account: string, version: number) =>
  request<Team>('POST', `/city/rooms/${room}/members`, { account, version });

export const removeMember = (room: string, account: string, version: number) =>
  request<undefined>('DELETE', `/city/rooms/${room}/members/${account}?version=${version}`);
