import type { CityFound } from '../protocol';
import { request } from './request';

/** In the body: a URL stands in histories and in the logs of others. */
export const searchCity = (term: string) => request<CityFound>('POST', '/city/search', { term });
