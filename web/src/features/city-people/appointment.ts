import type { Appointment, CityPerson, Role } from '../../protocol';

/** Roles in which someone acts for the city. */
export const OF_CITY = ['city_moderator', 'city_approver'] as const;
export type OfCity = (typeof OF_CITY)[number];

export const isOfCity = (role: Role): role is OfCity => OF_CITY.some((one) => one === role);

/** What a person could be for instead, as the choices of a dialog. */
export function choicesFor(role: Role): Role[] {
  const others = OF_CITY.filter((one) => one !== role);
  return isOfCity(role) ? [...others, 'staff'] : others;
}

/** Those who act for the city, and the rest of its staff that answers to what was typed. */
export function parted(people: readonly CityPerson[], query: string) {
  const wanted = query.trim();
  return {
    acting: people.filter(({ role }) => isOfCity(role)),
    others: people.filter(
      ({ role, name, login_id, office }) =>
        !isOfCity(role) && [name, login_id, office].some((text) => text.includes(wanted)),
    ),
  };
}

/** The proposal about someone that waits. */
export const waitingFor = (appointments: readonly Appointment[], account: string) =>
  appointments.find((one) => one.account === account && one.state === 'waiting');

/** What can be done about the code of someone who acts for the city. */
export function codeState({ code, is_enrolled }: CityPerson) {
  if (!code) return is_enrolled ? 'in_use' : 'no_code';
  if (code.has_expired) return 'expired';
  return code.awaits_second ? 'to_confirm' : 'to_enrol';
}
