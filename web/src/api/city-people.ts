import type { CityPeople, IssuedCode, Role } from '../protocol';
import { request } from './request';

const person = (account: string) => `/city/people/${account}`;

export const readCityPeople = () => request<CityPeople>('GET', '/city/people');

/** 指名: what someone of the city's own staff is to be for. `id` is made by the caller, the same at every try. */
export const proposeAppointment = (account: string, id: string, version: number, role: Role) =>
  request<CityPeople>('POST', `${person(account)}/appointments`, { id, version, role });

export const decideAppointment = (id: string, confirmed: boolean) =>
  request<CityPeople>('POST', `/city/appointments/${id}/decision`, { confirmed });

export const withdrawAppointment = (id: string) => request<CityPeople>('DELETE', `/city/appointments/${id}`);

export const issueCityCode = (account: string, version: number) =>
  request<IssuedCode>('POST', `${person(account)}/code`, { version });

export const confirmCityCode = (account: string, version: number) =>
  request<CityPeople>('POST', `${person(account)}/confirmation`, { version });
