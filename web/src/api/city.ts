import type { CityRoom, CityRooms, ConsentReceiptBody, Discontinuation } from '../protocol';
import { request } from './request';

export const readCityRooms = () => request<CityRooms>('GET', '/city/rooms');

export const recordConsentReceipt = (room: string, receipt: ConsentReceiptBody) =>
  request<CityRoom>('POST', `/city/rooms/${room}/consent-receipt`, receipt);

export const discontinueSupport = (room: string, version: number) =>
  request<Discontinuation>('POST', `/city/rooms/${room}/discontinuation`, { version });
