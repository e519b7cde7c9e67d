import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityRooms } from '../../api/city';
import { readCityAccounts, readCityDevices } from '../../api/losses';
import { readFacilities } from '../../api/staff';
import { problemWords } from '../../i18n/problem-words';

type Choice = { value: string; label: string };
export type Choices = { rooms: Choice[]; accounts: Choice[]; devices: Choice[]; facilities: Choice[] };

/** What can be looked for by name. Asked when somebody wants to choose: to see these lists is an event each. */
export function useChoices(wanted: boolean): { choices: Choices | undefined; problem: string | undefined } {
  const { t } = useTranslation();
  const [choices, setChoices] = useState<Choices>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (!wanted || choices) return;
    Promise.all([readCityRooms(), readCityAccounts(), readCityDevices(), readFacilities()]).then(
      ([{ rooms }, { accounts }, { devices }, { facilities }]) =>
        setChoices({
          rooms: rooms.map(({ room, label, kana }) => ({ value: room, label: `${label}（${kana}）` })),
          accounts: accounts.map(({ account, name, facility, login_id }) => ({
            value: account,
            label: `${name}（${facility ?? login_id}）`,
          })),
          devices: devices.map(({ device, label }) => ({ value: device, label })),
          facilities: facilities.map(({ facility, name }) => ({ value: facility, label: name })),
        }),
      (error: unknown) => setProblem(problemWords(t, error)),
    );
  }, [wanted, choices, t]);
  return { choices, problem };
}
