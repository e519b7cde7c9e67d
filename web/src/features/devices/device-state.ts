import type { SharedDevice, StaffLine } from '../../protocol';

/** Where a shared device stands on the way from its registration to its use. */
export type DeviceState = 'suspended' | 'to_enrol' | 'coded' | 'nobody' | 'in_use';

export function deviceState({ standing, is_enrolled, code_until, people }: SharedDevice): DeviceState {
  if (standing !== 'active') return 'suspended';
  if (!is_enrolled) return code_until ? 'coded' : 'to_enrol';
  return people.length === 0 ? 'nobody' : 'in_use';
}

/** Who may still be put on its list: nobody adds themselves, and who is suspended cannot sign in anyway. */
export function candidates({ people }: SharedDevice, staff: readonly StaffLine[]): StaffLine[] {
  const there = new Set(people.map(({ account }) => account));
  return staff.filter(
    ({ account, is_self, standing }) => !is_self && standing === 'active' && !there.has(account),
  );
}
