import type {
  CityRoom,
  CityRooms,
  ConsentAgainBody,
  ConsentReach,
  ConsentReceiptBody,
  ConsentScope,
  Consents,
  ConsentTaken,
  Discontinuation,
  DiscontinuationCertificate,
  SupportEndBody,
  Team,
  WithdrawalGround,
} from '../protocol';
import { request } from './request';

export const readCityRooms = () => request<CityRooms>('GET', '/city/rooms');

/** One of them, also where the list does not reach; none: there is no such room. */
export const readCityRoom = (room: string) =>
  request<CityRooms>('GET', `/city/rooms?room=${encodeURIComponent(room)}`);

export const recordConsentReceipt = (room: string, receipt: ConsentReceiptBody) =>
  request<CityRoom>('POST', `/city/rooms/${room}/consent-receipt`, receipt);

export const readConsents = (room: string) => request<Consents>('GET', `/city/rooms/${room}/consents`);

export const previewConsent = (room: string, scope: ConsentScope | undefined) =>
  request<ConsentReach>('POST', `/city/rooms/${room}/consents/preview`, scope ? { scope } : {});

export const takeConsentAgain = (room: string, again: ConsentAgainBody) =>
  request<ConsentTaken>('POST', `/city/rooms/${room}/consents`, again);

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
