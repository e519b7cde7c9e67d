import type {
  ExceptionalUseApplicationBody,
  ExceptionalUseApplicationForm,
  ExceptionalUseApplied,
  OwnExceptionalUseApplications,
} from '../protocol';
import { request } from './request';

export const readUseApplicationForm = (room: string) =>
  request<ExceptionalUseApplicationForm>('GET', `/rooms/${room}/exceptional-use-applications`);

export const applyForExceptionalUse = (room: string, body: ExceptionalUseApplicationBody) =>
  request<ExceptionalUseApplied>('POST', `/rooms/${room}/exceptional-use-applications`, body);

export const readOwnUseApplications = () =>
  request<OwnExceptionalUseApplications>('GET', '/exceptional-use-applications');

export const withdrawUseApplication = (application: string) =>
  request<OwnExceptionalUseApplications>('DELETE', `/exceptional-use-applications/${application}`);
