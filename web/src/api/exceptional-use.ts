import type { CityRoom, ExceptionalUseAsked, ExceptionalUseBody } from '../protocol';
import { request } from './request';

export const askExceptionalUse = (room: string, body: ExceptionalUseBody) =>
  request<ExceptionalUseAsked>('POST', `/city/rooms/${room}/exceptional-use`, body);

export const endExceptionalUse = (room: string, version: number) =>
  request<CityRoom>('DELETE', `/city/rooms/${room}/exceptional-use?version=${version}`);
