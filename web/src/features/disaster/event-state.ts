import type { DisasterEventLine } from '../../protocol';

export type EventState = 'asked' | 'standing' | 'refused' | 'ended' | 'over';

/** How an event stands, in a word. */
export function stateOf(event: DisasterEventLine): EventState {
  if (event.state === 'open') return 'asked';
  if (event.state === 'refused') return 'refused';
  if (event.stands) return 'standing';
  return event.ended_at === null ? 'over' : 'ended';
}

/** How many rooms of an event that stands have not had their turn yet. */
export const waiting = (event: DisasterEventLine): number =>
  event.stands ? event.rooms - event.permitted_rooms - event.skipped_rooms : 0;
