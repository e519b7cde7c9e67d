import type { ErasureCertificate, ErasureGround, ErasurePreview, ErasureProposed } from '../protocol';
import { request } from './request';

export const readErasurePreview = (room: string) =>
  request<ErasurePreview>('GET', `/city/rooms/${room}/erasure-preview`);

export const proposeErasure = (room: string, version: number, ground: ErasureGround) =>
  request<ErasureProposed>('POST', `/city/rooms/${room}/erasure`, { version, ground });

export const readErasure = (room: string) =>
  request<ErasureCertificate>('GET', `/city/rooms/${room}/erasure`);
