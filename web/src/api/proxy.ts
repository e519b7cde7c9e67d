import type { ProxyReceipt, ProxySuspensionBody } from '../protocol';
import { request } from './request';

export const suspendByProxy = (body: ProxySuspensionBody) =>
  request<ProxyReceipt>('POST', '/proxy/suspensions', body);
