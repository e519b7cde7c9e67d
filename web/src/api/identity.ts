import type { IdentityBody, IdentityView } from '../protocol';
import { request } from './request';

/** Whom a room is about, and what stood there before. Whoever calls this looks at it, and that is written down. */
export const readIdentity = (room: string) => request<IdentityView>('GET', `/city/rooms/${room}/identity`);

export const correctIdentity = (room: string, body: IdentityBody) =>
  request<IdentityView>('PUT', `/city/rooms/${room}/identity`, body);
