/** Close codes of the live protocol that the client acts on; the rest follow from their range. */
export const HEARTBEAT_MISSED = 4000;
export const TOO_MANY = 4002;
export const MAINTENANCE = 4003;
/** The session was not proved in time: prove it, and come back. */
export const AUTHENTICATE = 4501;
/** What browsers report when the connection broke without a close frame, or never came to be. */
export const ABNORMAL = 1006;

/** From 4500 on the client does not come back by itself. */
export function mayReturn(code: number): boolean {
  return code < 4500;
}
