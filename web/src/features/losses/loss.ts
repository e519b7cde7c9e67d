import type { LossBody } from '../../protocol';

/** What can be lost, as every screen knows it. */
export type LostDevice = { device: string; label: string; version: number; is_this?: boolean };
export type LostPasskey = {
  passkey: string;
  name: string | null;
  added_at: string;
  is_suspended: boolean;
  device: string | null;
  is_of_this_session?: boolean;
};

/** What a report begins with: a device, or one passkey. */
export type Lost = { is: 'device'; device: LostDevice } | { is: 'passkey'; passkey: LostPasskey };

/** Those that may have been lost with it: what is stopped already is not reported again. */
export function alsoLost(lost: Lost, passkeys: readonly LostPasskey[]): LostPasskey[] {
  return lost.is === 'device' ? passkeys.filter((passkey) => !passkey.is_suspended) : [];
}

/** Those that presumably lay in the device. */
export function chosenAtFirst(lost: Lost, passkeys: readonly LostPasskey[]): string[] {
  if (lost.is === 'passkey') return [lost.passkey.passkey];
  const { device } = lost.device;
  return alsoLost(lost, passkeys)
    .filter((passkey) => passkey.device === device)
    .map((passkey) => passkey.passkey);
}

export function bodyOf(lost: Lost, passkeys: string[]): LossBody {
  if (lost.is === 'passkey') return { passkeys };
  const { device, version } = lost.device;
  return { device: { device, version }, passkeys };
}

/** Whether the page that reports ends with it. */
export function endsHere(lost: Lost, chosen: readonly string[], passkeys: readonly LostPasskey[]): boolean {
  const isHere = (passkey: LostPasskey) => passkey.is_of_this_session && chosen.includes(passkey.passkey);
  return (lost.is === 'device' && lost.device.is_this === true) || passkeys.some(isHere);
}

/** Whether nobody could sign in with what is left. */
export function leavesNone(chosen: readonly string[], passkeys: readonly LostPasskey[]): boolean {
  return passkeys.every((passkey) => passkey.is_suspended || chosen.includes(passkey.passkey));
}
