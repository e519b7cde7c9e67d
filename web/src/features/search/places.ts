import { paths } from '../../app/route';
import type { FoundAccount, FoundFacility, FoundRoom, Role } from '../../protocol';

/** Where something that was found has its page; none: there is none that this role sees. */
export function placeOfRoom(role: Role, { room }: FoundRoom): string | undefined {
  return role === 'city_moderator' ? paths.cityRoom(room) : undefined;
}

export function placeOfAccount(role: Role, found: FoundAccount): string | undefined {
  if (found.standing === 'ended') return;
  // Who acts for the city or runs the service is nobody a facility looks after.
  if (found.role === 'city_moderator' || found.role === 'city_approver') return paths.cityPeople;
  if (found.role === 'operator' || role !== 'city_moderator' || !found.facility) return;
  return paths.member(found.facility, found.account);
}

export function placeOfFacility(role: Role, found: FoundFacility): string | undefined {
  return role === 'city_moderator' && found.standing !== 'ended' ? paths.facility(found.facility) : undefined;
}
