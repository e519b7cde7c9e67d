import type {
  FacilityChangeBody,
  FacilityEnd,
  FacilityEndBody,
  FacilityProfile,
  StaffReview,
} from '../protocol';
import { request } from './request';

const profile = (facility: string) => `/facilities/${facility}/profile`;

export const readProfile = (facility: string) => request<FacilityProfile>('GET', profile(facility));

export const changeFacility = (facility: string, body: FacilityChangeBody) =>
  request<FacilityProfile>('PUT', profile(facility), body);

const end = (facility: string) => `/facilities/${facility}/end`;

export const readEnd = (facility: string) => request<FacilityEnd>('GET', end(facility));

export const sayEnd = (facility: string, body: FacilityEndBody) =>
  request<FacilityEnd>('POST', end(facility), body);

export const withdrawEnd = (facility: string, version: number) =>
  request<FacilityEnd>('DELETE', `${end(facility)}?version=${version}`);

const review = (facility: string) => `/facilities/${facility}/review`;

export const readReview = (facility: string) => request<StaffReview>('GET', review(facility));

export const keepStaff = (facility: string, account: string, reviewCase: string) =>
  request<StaffReview>('POST', `${review(facility)}/${account}`, { case: reviewCase });
