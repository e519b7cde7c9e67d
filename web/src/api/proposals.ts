import type { ProposalBody, Proposed } from '../protocol';
import { request } from './request';

export const proposePerson = (proposal: ProposalBody) => request<Proposed>('POST', '/proposals', proposal);
