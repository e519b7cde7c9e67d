import type { DeviceKind, DeviceKindsView, DevicesInUse } from '../../protocol';

/** In the order in which they are shown. */
export const KINDS: DeviceKind[] = ['browser', 'file', 'managed'];

/** Which kinds sign in, and whether shared devices do at all. */
export type Allowed = Pick<DeviceKindsView, 'kinds' | 'shared'>;

const allows = ({ kinds, shared }: Allowed, { kind, is_shared }: DevicesInUse) =>
  kinds.includes(kind) && (shared || !is_shared);

/** The devices that sign in under the one and not under the other. */
export const onlyUnder = (one: Allowed, other: Allowed, inUse: DevicesInUse[]): DevicesInUse[] =>
  inUse.filter((devices) => allows(one, devices) && !allows(other, devices));

export const countOf = (inUse: DevicesInUse[]): number =>
  inUse.reduce((sum, { devices }) => sum + devices, 0);

export const isSame = (one: Allowed, other: Allowed): boolean =>
  one.shared === other.shared &&
  KINDS.every((kind) => one.kinds.includes(kind) === other.kinds.includes(kind));
