import type {
  Disclosure,
  DisclosureAsked,
  DisclosureBody,
  DisclosurePreview,
  DisclosureReleased,
  Disclosures,
  DisclosureVersion,
  RedactionMark,
  UnsealedPage,
} from '../protocol';
import { request } from './request';

const ofRoom = (room: string) => `/city/rooms/${room}/disclosures`;
const one = (id: string) => `/city/disclosures/${id}`;

export const readDisclosures = (room: string) => request<Disclosures>('GET', ofRoom(room));

export const askDisclosure = (room: string, body: DisclosureBody) =>
  request<DisclosureAsked>('POST', ofRoom(room), body);

export const readDisclosure = (id: string) => request<Disclosure>('GET', one(id));

export const askUnsealingAgain = (id: string, version: number) =>
  request<DisclosureAsked>('POST', `${one(id)}/unsealings`, { version });

export const withdrawDisclosure = (id: string, version: number) =>
  request<Disclosure>('POST', `${one(id)}/withdrawal`, { version });

export const readUnsealed = (id: string, after: number) =>
  request<UnsealedPage>('GET', `${one(id)}/entries?after=${after}`);

export const redactEntry = (id: string, entry: string, version: number, marks: readonly RedactionMark[]) =>
  request<DisclosureVersion>('PUT', `${one(id)}/entries/${entry}`, { version, marks });

export const nameStaff = (id: string, version: number, namesStaff: boolean) =>
  request<DisclosureVersion>('PUT', `${one(id)}/staff-names`, { version, names_staff: namesStaff });

export const finishRedaction = (id: string, version: number) =>
  request<DisclosureVersion>('POST', `${one(id)}/readiness`, { version });

export const previewDisclosure = (id: string) => request<DisclosurePreview>('GET', `${one(id)}/preview`);

export const releaseDisclosure = (id: string, version: number, digest: string) =>
  request<DisclosureReleased>('POST', `${one(id)}/release`, { version, digest });

export const readDisclosed = (id: string) => request<DisclosureReleased>('GET', `${one(id)}/document`);

export const handOutDisclosure = (id: string, version: number) =>
  request<undefined>('POST', `${one(id)}/handing-out`, { version });
