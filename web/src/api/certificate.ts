import type { RenewedCertificate } from '../protocol';
import { request } from './request';

/** A new certificate for the key that this browser holds and that the session is bound to. */
export const renewCertificate = () => request<RenewedCertificate>('POST', '/session/certificate');
/** From now on the device's key is the session's, and no longer the one in a file. */
export const moveDeviceKey = () => request<RenewedCertificate>('POST', '/session/device-key');
