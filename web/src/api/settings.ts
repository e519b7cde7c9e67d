import type { Settings } from '../protocol';
import { request } from './request';

export const readSettings = () => request<Settings>('GET', '/settings');
export const saveSettings = (settings: Settings) => request<Settings>('PUT', '/settings', settings);
