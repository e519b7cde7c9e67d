import type { AuditReview, AuditReviews, AuditSignatureBody } from '../protocol';
import { request } from './request';

export const readAuditReviews = () => request<AuditReviews>('GET', '/city/audit-reviews');

export const readAuditReview = (month: string) => request<AuditReview>('GET', `/city/audit-reviews/${month}`);

/** 確認の記録 */
export const signAuditReview = (month: string, body: AuditSignatureBody) =>
  request<AuditReview>('POST', `/city/audit-reviews/${month}/signature`, body);
