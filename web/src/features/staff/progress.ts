import type { StaffLine, Standing } from '../../protocol';

type OwnProgress =
  | 'disqualified'
  | 'suspended'
  | 'to_confirm'
  | 'to_hand_over'
  | 'to_enrol'
  | 'expired'
  | 'no_code'
  | 'in_use';

/** Where someone stands on the way from an ID to the first sign-in. Of a facility that is suspended nobody works. */
export type Progress = OwnProgress | 'facility_suspended';

/** By the ID alone. */
export function ownProgressOf({ standing, code, is_enrolled, disqualification }: StaffLine): OwnProgress {
  if (disqualification) return 'disqualified';
  if (standing !== 'active') return 'suspended';
  if (code?.has_expired) return 'expired';
  if (code?.awaits_second) return 'to_confirm';
  if (code) return code.hand_over === 'sheet' && !code.is_handed_over ? 'to_hand_over' : 'to_enrol';
  return is_enrolled ? 'in_use' : 'no_code';
}

export function progressOf(line: StaffLine, facility: Standing = 'active'): Progress {
  const own = ownProgressOf(line);
  const isStopped = own === 'disqualified' || own === 'suspended';
  return facility === 'suspended' && !isStopped ? 'facility_suspended' : own;
}

/** Those for whom the reader has something to do come first; within them the list's own order stays. */
export function waitingFirst(staff: readonly StaffLine[], facility?: Standing): StaffLine[] {
  const waits = (line: StaffLine) =>
    ['to_confirm', 'to_hand_over', 'expired', 'no_code'].includes(progressOf(line, facility));
  return [...staff.filter(waits), ...staff.filter((line) => !waits(line))];
}

/** What the QR code holds. The code stands in the fragment: no server ever sees it in an address. */
export function enrolmentAddress(origin: string, code: string): string {
  return `${origin}/enrol#${code}`;
}
