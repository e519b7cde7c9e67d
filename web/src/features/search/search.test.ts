import { afterEach, expect, test } from 'vitest';
import type { CityFound, FoundAccount } from '../../protocol';
import { forgetSearch, keepSearch, keptSearch } from './kept';
import { placeOfAccount, placeOfFacility, placeOfRoom } from './places';

const found: CityFound = {
  rooms: [],
  more_rooms: 0,
  staff: [],
  more_staff: 0,
  facilities: [],
  more_facilities: 0,
};
const nurse: FoundAccount = {
  account: 'a',
  login_id: 'sato',
  name: '佐藤',
  kana: 'さとう',
  role: 'staff',
  standing: 'active',
  facility: 'f',
  facility_name: 'みほん',
};

afterEach(forgetSearch);

test('a search is given back to whoever made it, and to nobody else', () => {
  keepSearch('me', { term: 'はな', found });
  expect(keptSearch('me')?.term).toBe('はな');
  expect(keptSearch('other')).toBeUndefined();
  forgetSearch();
  expect(keptSearch('me')).toBeUndefined();
});

test('what was found leads to its page where there is one for the role', () => {
  const room = { room: 'r', label: '花', kana: 'はな', state: 'active' } as const;
  expect(placeOfRoom('city_moderator', room)).toBe('/city?room=r');
  expect(placeOfRoom('city_approver', room)).toBeUndefined();
  expect(placeOfAccount('city_moderator', nurse)).toBe('/facilities/f/staff/a');
  expect(placeOfAccount('city_approver', nurse)).toBeUndefined();
  expect(placeOfAccount('city_moderator', { ...nurse, facility: null })).toBeUndefined();
  expect(placeOfAccount('city_moderator', { ...nurse, standing: 'ended' })).toBeUndefined();
  expect(placeOfAccount('city_moderator', { ...nurse, role: 'operator' })).toBeUndefined();
  expect(placeOfAccount('city_approver', { ...nurse, role: 'city_moderator' })).toBe('/city/people');
  const facility = {
    facility: 'f',
    name: 'みほん',
    category: 'medical_institution',
    standing: 'active',
  } as const;
  expect(placeOfFacility('city_moderator', facility)).toBe('/facilities/f');
  expect(placeOfFacility('city_moderator', { ...facility, standing: 'ended' })).toBeUndefined();
  expect(placeOfFacility('city_approver', facility)).toBeUndefined();
});
