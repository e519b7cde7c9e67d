import type { SavedViewBody, SavedViews } from '../protocol';
import { request } from './request';

export const readSavedViews = () => request<SavedViews>('GET', '/city/saved-views');

/** Saves a view under an id of its own, or changes it. */
export const saveView = (view: string, body: SavedViewBody) =>
  request<SavedViews>('PUT', `/city/saved-views/${view}`, body);

export const forgetView = (view: string) => request<SavedViews>('DELETE', `/city/saved-views/${view}`);
