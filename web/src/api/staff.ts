import type {
  Facilities,
  FacilityStaff,
  HandOver,
  ImportReport,
  IssuedCode,
  LostDevice,
  NewLoginIdBody,
  NewStaffBody,
  Retirement,
  StaffChangeBody,
  StaffChanges,
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

/** Ends an ID for good and makes another for the same person. */
export const replaceLoginId = (facility: string, account: string, body: NewLoginIdBody) =>
  request<IssuedCode>('POST', `${person(facility, account)}/login-id`, body);

export const handOver = (facility: string, account: string, version: number) =>
  request<StaffLine>('POST', `${person(facility, account)}/hand-over`, { version });

export const confirmCode = (facility: string, account: string, version: number) =>
  request<StaffLine>('POST', `${person(facility, account)}/confirmation`, { version });

export const replaceDevice = (
  facility: string,
  account: string,
  { device, version }: LostDevice,
  passkeys: string[],
  hand_over: HandOver,
) =>
  request<IssuedCode>('POST', `${person(facility, account)}/devices/${device}/replacement`, {
    version,
    passkeys,
    hand_over,
  });

/** Changes what is registered of someone. */
export const changeStaff = (facility: string, account: string, body: StaffChangeBody) =>
  request<StaffLine>('PUT', person(facility, account), body);

export const readStaffChanges = (facility: string) =>
  request<StaffChanges>('GET', `/facilities/${facility}/staff-changes`);

export const transferStaff = (facility: string, account: string, version: number, to: string) =>
  request<Transfer>('POST', `${person(facility, account)}/transfer`, { version, to });

/** Makes someone their facility's admin, or takes it back. */
export const appointAdmin = (facility: string, account: string, version: number, isAdmin: boolean) => {
  const path = `/city${person(facility, account)}/administration`;
  return isAdmin
    ? request<StaffLine>('POST', path, { version })
    : request<StaffLine>('DELETE', `${path}?version=${version}`);
};

export const retireStaff = (facility: string, account: string, version: number) =>
  request<Retirement>('POST', `${person(facility, account)}/retirement`, { version });
