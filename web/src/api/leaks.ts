import type { CaseDetail, LeakBody, LeakReportBody, LeakView } from '../protocol';
import { request } from './request';

export const enterLeak = (body: LeakBody) => request<CaseDetail>('POST', '/city/leaks', body);

export const readLeak = (id: string) => request<LeakView>('GET', `/city/cases/${id}/leak`);

export const reportLeak = (id: string, body: LeakReportBody) =>
  request<CaseDetail>('POST', `/city/cases/${id}/leak-reports`, body);
