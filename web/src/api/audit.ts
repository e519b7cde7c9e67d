import type { AuditPage } from '../protocol';
import { request } from './request';

/** What is looked for, as the query says it. Looking is itself an event of the log. */
export const readAudit = (query: string) => request<AuditPage>('GET', `/city/audit${query}`);
