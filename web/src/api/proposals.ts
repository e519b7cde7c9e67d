import type { PersonImport, ProposalBody, Proposed } from '../protocol';
import { request } from './request';

export const proposePerson = (proposal: ProposalBody) => request<Proposed>('POST', '/proposals', proposal);

/** Registers all whom a file names; in a dry run only says what is at fault. */
export const importPersons = (file: Blob, dryRun: boolean) =>
  request<PersonImport>('POST', `/city/persons-import?dry_run=${dryRun}`, file);
