import type {
  CityRoom,
  CityRooms,
  ConsentReceiptBody,
  Discontinuation,
  DiscontinuationCertificate,
  SupportEndBody,
  Team,
  WithdrawalGround,
} from '../protocol';
import { request } from './request';

export const readCityRooms = () => request<CityRooms>('GET', '/city/rooms');

export const recordConsentReceipt = (room: string, receipt: ConsentReceiptBody) =>
  request<CityRoom>('POST', `/city/rooms/${room}/consent-receipt`, receipt);

export const discontinueSupport = (room: string, version: number, ground: WithdrawalGround) =>
  request<Discontinuation>('POST', `/city/rooms/${room}/discontinuation`, { version, ground });

export const endSupport = (room: string, end: SupportEndBody) =>
  request<CityRoom>('POST', `/city/rooms/${room}/support-end`, end);

export const readCertificate = (room: string) =>
  request<DiscontinuationCertificate>('GET', `/city/rooms/${room}/discontinuation`);

export const readTeam = (room: string) => request<Team>('GET', `/city/rooms/${room}/members`);

export const admitMember = (room: string, account: string, version: number) =>
  request<Team>('POST', `/city/rooms/${room}/members`, { account, version });

export const removeMember = (room: string, account: string, version: number) =>
  request<undefined>('DELETE', `/city/rooms/${room}/members/${account}?version=${version}`);
