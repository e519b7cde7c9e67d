import type { Particulars, ParticularsView } from '../protocol';
import { request } from './request';

/** Where a person lives, and their family. Whoever calls this looks at it, and that is written down. */
export const readParticulars = (room: string) =>
  request<ParticularsView>('GET', `/city/rooms/${room}/particulars`);

export const changeParticulars = (room: string, version: number, particulars: Particulars) =>
  request<ParticularsView>('PUT', `/city/rooms/${room}/particulars`, { version, particulars });
