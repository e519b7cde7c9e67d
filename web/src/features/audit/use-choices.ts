import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityRooms } from '../../api/city';
import { readCityPeople } from '../../api/city-people';
import { readCityAccounts, readCityDevices } from '../../api/losses';
import { readFacilities } from '../../api/staff';
import { problemWords } from '../../i18n/problem-words';
import type { Role } from '../../protocol';

type Choice = { value: string; label: string };
export type Choices = { rooms: Choice[]; accounts: Choice[]; devices: Choice[]; facilities: Choice[] };

async function ofAll(): Promise<Choices> {
  const [{ rooms }, { accounts }, { devices }, { facilities }] = await Promise.all([
    readCityRooms(),
    readCityAccounts(),
    readCityDevices(),
    readFacilities(),
  ]);
  return {
    rooms: rooms.map(({ room, label, kana }) => ({ value: room, label: `${label}（${kana}）` })),
    accounts: accounts.map(({ account, name, facility, login_id }) => ({
      value: account,
      label: `${name}（${facility ?? login_id}）`,
    })),
    devices: devices.map(({ device, label }) => ({ value: device, label })),
    facilities: facilities.map(({ facility, name }) => ({ value: facility, label: name })),
  };
}

/** Lists of the whole city are the moderator's. What somebody else is to look at is what those who act for the city did. */
async function ofTheCity(): Promise<Choices> {
  const { people } = await readCityPeople();
  const accounts = people.map(({ account, name, office }) => ({
    value: account,
    label: `${name}（${office}）`,
  }));
  return { rooms: [], accounts, devices: [], facilities: [] };
}

/** What can be looked for by name. Asked when somebody wants to choose: to see these lists is an event each. */
export function useChoices(role: Role): { choices: Choices | undefined; problem: string | undefined } {
  const { t } = useTranslation();
  const [choices, setChoices] = useState<Choices>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (choices) return;
    const asked = role === 'city_approver' ? ofTheCity() : ofAll();
    asked.then(setChoices, (error: unknown) => setProblem(problemWords(t, error)));
  }, [role, choices, t]);
  return { choices, problem };
}
