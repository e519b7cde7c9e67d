import type {
  AccessReport,
  AccessReportBody,
  AccessReportChange,
  AccessReportRelease,
  AccessReports,
} from '../protocol';
import { request } from './request';

const ofRoom = (room: string) => `/city/rooms/${room}/access-reports`;
const one = (report: string) => `/city/access-reports/${report}`;

export const readAccessReports = (room: string) => request<AccessReports>('GET', ofRoom(room));

export const openAccessReport = (room: string, body: AccessReportBody) =>
  request<AccessReport>('POST', ofRoom(room), body);

export const readAccessReport = (report: string) => request<AccessReport>('GET', one(report));

export const changeAccessReport = (report: string, body: AccessReportChange) =>
  request<AccessReport>('PUT', one(report), body);

export const releaseAccessReport = (report: string, body: AccessReportRelease) =>
  request<AccessReport>('POST', `${one(report)}/release`, body);

export const handOutAccessReport = (report: string, version: number) =>
  request<undefined>('POST', `${one(report)}/handing-out`, { version });
