import type { DisasterEventAsked, DisasterEventBody, DisasterEvents, DisasterEventView } from '../protocol';
import { request } from './request';

export const readDisasterEvents = () => request<DisasterEvents>('GET', '/city/disaster-events');

export const readDisasterEvent = (event: string) =>
  request<DisasterEventView>('GET', `/city/disaster-events/${event}`);

export const askDisasterEvent = (body: DisasterEventBody) =>
  request<DisasterEventAsked>('POST', '/city/disaster-events', body);

export const endDisasterEvent = (event: string) =>
  request<DisasterEventView>('DELETE', `/city/disaster-events/${event}`);
