import type { CityAccount, Team } from '../../protocol';
import { fold } from '../rooms/order';

/** Who is in the room by a permit (article 20), and until when: the consent may let them stay. */
export const permitted = (team: Team): ReadonlyMap<string, string> =>
  new Map(
    team.members.flatMap(({ account, permitted_until }) =>
      permitted_until ? [[account, permitted_until]] : [],
    ),
  );

/** Who could be let in, by what was typed: nobody before something was, for all staff of a city are no list to scroll. */
export function admissible(accounts: readonly CityAccount[], team: Team, query: string): CityAccount[] {
  const wanted = fold(query);
  if (wanted === '') return [];
  const byConsent = new Set(
    team.members.filter((member) => !member.permitted_until).map((member) => member.account),
  );
  return accounts.filter(
    (line) =>
      line.standing === 'active' &&
      (line.role === 'staff' || line.role === 'facility_admin' || line.role === 'city_moderator') &&
      line.facility !== null &&
      !byConsent.has(line.account) &&
      [line.name, line.login_id, line.facility].some((text) => fold(text).includes(wanted)),
  );
}
