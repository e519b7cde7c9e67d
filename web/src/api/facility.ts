import type { FacilityChangeBody, FacilityProfile } from '../protocol';
import { request } from './request';

const profile = (facility: string) => `/facilities/${facility}/profile`;

export const readProfile = (facility: string) => request<FacilityProfile>('GET', profile(facility));

export const changeFacility = (facility: string, body: FacilityChangeBody) =>
  request<FacilityProfile>('PUT', profile(facility), body);
