import type { CityAccount, Team } from '../../protocol';
import { fold } from '../rooms/order';

/** Who could be let in, by what was typed: nobody before something was, for all staff of a city are no list to scroll. */
export function admissible(accounts: readonly CityAccount[], team: Team, query: string): CityAccount[] {
  const wanted = fold(query);
  if (wanted === '') return [];
  const inside = new Set(team.members.map((member) => member.account));
  return accounts.filter(
    (line) =>
      line.standing === 'active' &&
      (line.role === 'staff' || line.role === 'facility_admin' || line.role === 'city_moderator') &&
      line.facility !== null &&
      !inside.has(line.account) &&
      [line.name, line.login_id, line.facility].some((text) => fold(text).includes(wanted)),
  );
}
