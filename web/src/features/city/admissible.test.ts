import { describe, expect, test } from 'vitest';
import type { CityAccount, Team } from '../../protocol';
import { admissible, permitted } from './admissible';

const account = (name: string, more: Partial<CityAccount> = {}): CityAccount => ({
  account: name,
  login_id: `id-${name}`,
  name,
  facility: '試験クリニック',
  role: 'staff',
  standing: 'active',
  disqualification: null,
  version: 1,
  ...more,
});

const team = {
  room: {},
  members: [
    {
      account: '佐藤',
      name: '佐藤',
      facility: '',
      profession: '',
      kana: '',
      category: 'medical_institution',
    },
    {
      account: '遠藤',
      name: '遠藤',
      facility: '',
      profession: '',
      kana: '',
      category: 'medical_institution',
      permitted_until: '2026-12-01T08:00:00Z',
    },
  ],
} as unknown as Team;

const names = (accounts: CityAccount[], query: string) =>
  admissible(accounts, team, query).map((line) => line.name);

describe('who could be let in', () => {
  const all = [
    account('佐藤'),
    account('伊藤'),
    account('市の加藤', { role: 'city_moderator', facility: '試験市役所' }),
    account('承認 藤子', { role: 'city_approver' }),
    account('運用 藤夫', { role: 'operator' }),
    account('停止 藤江', { standing: 'suspended' }),
    account('退職 藤一', { facility: null }),
  ];

  test('is found by name, login ID or facility, however it was typed', () => {
    expect(names(all, '藤')).toEqual(['伊藤', '市の加藤']);
    expect(names(all, 'ＩＤ－伊藤')).toEqual(['伊藤']);
    expect(names(all, '試験ｸﾘﾆｯｸ')).toEqual(['伊藤']);
  });

  test('is also who is there by a permit, until the consent lets them stay', () => {
    expect(names([account('佐藤'), account('遠藤')], '藤')).toEqual(['遠藤']);
    expect([...permitted(team)]).toEqual([['遠藤', '2026-12-01T08:00:00Z']]);
  });

  test('is nobody before something is typed', () => {
    expect(names(all, ' 　')).toEqual([]);
  });
});
