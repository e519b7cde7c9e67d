import type {
  ApplicationReceipt,
  ApplicationStatus,
  CaseDetail,
  CaseFilter,
  CaseLine,
  Cases,
  CityAccount,
  CityAccounts,
  DeskView,
  DeviceLine,
  Devices,
  ExceptionalUseApplicationBody,
  FacilityApplicationBody,
  FacilityLine,
  Grounds,
  ProhibitedAct,
  StatedResidence,
  Verdict,
} from '../protocol';
import { request } from './request';

export const readDesk = () => request<DeskView>('GET', '/desk');

export const sendApplication = (body: FacilityApplicationBody) =>
  request<ApplicationReceipt>('POST', '/applications', body);

export const readApplicationStatus = (receipt: string) =>
  request<ApplicationStatus>('POST', '/applications/status', { receipt });

/** Those that are open, then the newest of those that were decided. */
export async function readCases(): Promise<Cases> {
  const read = (state: 'open' | 'decided') => request<Cases>('GET', `/city/cases?state=${state}`);
  const [open, decided] = await Promise.all([read('open'), read('decided')]);
  return { cases: [...open.cases, ...decided.cases], has_more: decided.has_more };
}

export const readOpenCases = async (): Promise<CaseLine[]> =>
  (await request<Cases>('GET', '/city/cases?state=open')).cases;

/** Which of those that were decided: of these kinds, of all if it is none, and about this facility. */
export type OfDecided = Pick<CaseFilter, 'kinds' | 'facility'>;

/** Those that were decided before another one, or the newest. */
export function readDecided({ kinds, facility }: OfDecided, last?: CaseLine): Promise<Cases> {
  const query = new URLSearchParams({ state: 'decided' });
  if (kinds.length > 0) query.set('kind', kinds.join('.'));
  if (facility !== null) query.set('facility', facility);
  if (last) query.set('before', last.case);
  return request<Cases>('GET', `/city/cases?${query}`);
}

export const findCase = (receipt: string) =>
  request<CaseDetail>('POST', '/city/cases/by-receipt', { receipt });

export const readCase = (id: string) => request<CaseDetail>('GET', `/city/cases/${id}`);

/** One of the city's devices; none: it is no more. */
export async function readDevice(device: string): Promise<DeviceLine | undefined> {
  const { devices } = await request<Devices>('GET', '/city/devices');
  return devices.find((line) => line.device === device);
}

export const restoreDevice = ({ device, version }: DeviceLine) =>
  request<DeviceLine>('DELETE', `/city/devices/${device}/suspension?version=${version}`);

/** One of the city's accounts. */
export async function readAccount(account: string): Promise<CityAccount | undefined> {
  const { accounts } = await request<CityAccounts>('GET', '/city/accounts');
  return accounts.find((line) => line.account === account);
}

/** An ID as it was shown when it was decided about. */
type ShownAccount = Pick<CityAccount, 'account' | 'version'>;

export const suspendAccount = ({ account, version }: ShownAccount, grounds: Grounds) =>
  request<CityAccount>('POST', `/city/accounts/${account}/suspension`, { version, grounds });

export const restoreAccount = ({ account, version }: ShownAccount) =>
  request<CityAccount>('DELETE', `/city/accounts/${account}/suspension?version=${version}`);

export const disqualifyAccount = ({ account, version }: ShownAccount, act: ProhibitedAct) =>
  request<CityAccount>('POST', `/city/accounts/${account}/disqualification`, { version, act });

export const keyInApplication = (body: FacilityApplicationBody) =>
  request<ApplicationReceipt>('POST', '/city/cases', body);

export const claimCase = (id: string, version: number) =>
  request<CaseDetail>('POST', `/city/cases/${id}/claim`, { version });

export const releaseCase = (id: string, version: number) =>
  request<CaseDetail>('DELETE', `/city/cases/${id}/claim?version=${version}`);

/** Where somebody has moved and is supported still, `residence` says on what ground. */
export const decideCase = (
  id: string,
  version: number,
  decision: Verdict,
  reason: string,
  residence?: StatedResidence,
  permit?: ExceptionalUseApplicationBody,
) =>
  request<CaseDetail>('POST', `/city/cases/${id}/decision`, {
    version,
    decision,
    reason,
    residence,
    permit,
  });

export const suspendFacility = (id: string, version: number, grounds: Grounds) =>
  request<FacilityLine>('POST', `/city/facilities/${id}/suspension`, { version, grounds });

export const restoreFacility = (id: string, version: number) =>
  request<FacilityLine>('DELETE', `/city/facilities/${id}/suspension?version=${version}`);
