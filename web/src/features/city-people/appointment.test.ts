import { describe, expect, it } from 'vitest';
import type { CityPerson, OpenCode } from '../../protocol';
import { choicesFor, codeState, parted } from './appointment';

const code: OpenCode = {
  device: 'd',
  hand_over: 'screen',
  is_handed_over: false,
  expires_at: '2026-04-01T00:00:00Z',
  has_expired: false,
  awaits_second: true,
  is_own: false,
};
const person = (name: string, role: CityPerson['role']): CityPerson => ({
  account: name,
  login_id: `${name}-id`,
  name,
  office: '福祉課',
  role,
  standing: 'active',
  version: 1,
  is_enrolled: true,
  is_self: false,
  code: null,
});

describe('the people of the city', () => {
  it('offers every other role, and none only to whoever has one', () => {
    expect(choicesFor('staff')).toEqual(['city_moderator', 'city_approver']);
    expect(choicesFor('facility_admin')).toEqual(['city_moderator', 'city_approver']);
    expect(choicesFor('city_moderator')).toEqual(['city_approver', 'staff']);
    expect(choicesFor('city_approver')).toEqual(['city_moderator', 'staff']);
  });

  it('always shows who acts for the city, and finds the others by name, ID or office', () => {
    const people = [person('加藤', 'city_moderator'), person('林', 'staff'), person('原', 'facility_admin')];
    const names = (query: string) => {
      const { acting, others } = parted(people, query);
      return [acting.map(({ name }) => name), others.map(({ name }) => name)];
    };
    expect(names('')).toEqual([['加藤'], ['林', '原']]);
    expect(names(' 林 ')).toEqual([['加藤'], ['林']]);
    expect(names('原-id')).toEqual([['加藤'], ['原']]);
    expect(names('福祉')).toEqual([['加藤'], ['林', '原']]);
    expect(names('だれも')).toEqual([['加藤'], []]);
  });

  it('says how a code stands', () => {
    const acting = person('加藤', 'city_moderator');
    expect(codeState(acting)).toBe('in_use');
    expect(codeState({ ...acting, is_enrolled: false })).toBe('no_code');
    expect(codeState({ ...acting, code })).toBe('to_confirm');
    expect(codeState({ ...acting, code: { ...code, awaits_second: false } })).toBe('to_enrol');
    expect(codeState({ ...acting, code: { ...code, has_expired: true } })).toBe('expired');
  });
});
