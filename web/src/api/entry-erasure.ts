import type { EntryErasureAsked, EntryErasureCertificate, EntryErasureGround } from '../protocol';
import { request } from './request';

export const askEntryErasure = (room: string, entry: string, ground: EntryErasureGround, words: string) =>
  request<EntryErasureAsked>('POST', `/rooms/${room}/entries/${entry}/erasure-request`, { ground, words });

export const readEntryErasure = (room: string, entry: string) =>
  request<EntryErasureCertificate>('GET', `/city/rooms/${room}/entry-erasures/${entry}`);
