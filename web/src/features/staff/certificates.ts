import type { StaffLine } from '../../protocol';

/** A device whose certificate ends soon, or has ended, and a person who uses it. */
export type Ending = { device: string; label: string; name: string; account: string; ends: string };

/** The devices whose certificates end soon, the first one first. A shared one stands beside several people, and is one. */
export function endingSoon(staff: readonly StaffLine[]): Ending[] {
  const endings = new Map<string, Ending>();
  for (const { name, account, devices } of staff) {
    for (const { device, label, standing, certificate_ends: ends } of devices) {
      if (ends === null || standing !== 'active' || endings.has(device)) continue;
      endings.set(device, { device, label, name, account, ends });
    }
  }
  return [...endings.values()].sort((one, other) => Date.parse(one.ends) - Date.parse(other.ends));
}
