import type {
  Facilities,
  FacilityStaff,
  HandOver,
  ImportReport,
  IssuedCode,
  NewStaffBody,
  Retirement,
  StaffLine,
  Transfer,
} from '../protocol';
import { request } from './request';

const person = (facility: string, account: string) => `/facilities/${facility}/staff/${account}`;

export const readFacilities = () => request<Facilities>('GET', '/facilities');

export const readStaff = (facility: string) => request<FacilityStaff>('GET', `/facilities/${facility}/staff`);

export const addStaff = (facility: string, body: NewStaffBody) =>
  request<IssuedCode>('POST', `/facilities/${facility}/staff`, body);

export const importStaff = (facility: string, file: Blob, dryRun: boolean) =>
  request<ImportReport>('POST', `/facilities/${facility}/staff-import?dry_run=${dryRun}`, file);

export const issueCode = (facility: string, account: string, version: number, hand_over: HandOver) =>
  request<IssuedCode>('POST', `${person(facility, account)}/code`, { version, hand_over });

export const handOver = (facility: string, account: string, version: number) =>
  request<StaffLine>('POST', `${person(facility, account)}/hand-over`, { version });

export const replaceDevice = (
  facility: string,
  account: string,
  device: string,
  version: number,
  hand_over: HandOver,
) =>
  request<IssuedCode>('POST', `${person(facility, account)}/devices/${device}/replacement`, {
    version,
    hand_over,
  });

export const transferStaff = (facility: string, account: string, version: number, to: string) =>
  request<Transfer>('POST', `${person(facility, account)}/transfer`, { version, to });

export const retireStaff = (facility: string, account: string, version: number) =>
  request<Retirement>('POST', `${person(facility, account)}/retirement`, { version });
