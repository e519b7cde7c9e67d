import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  confirmCityCode,
  decideAppointment,
  issueCityCode,
  proposeAppointment,
  withdrawAppointment,
} from '../../api/city-people';
import { ProblemError } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import type { Appointment, CityPeople, CityPerson, IssuedCode, Role } from '../../protocol';
import { Button } from '../../ui/Button';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { Dialog } from '../../ui/Dialog';
import { FieldError } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { choicesFor, isOfCity } from './appointment';
import { roleWords } from './role-words';

/** What is about to be done, about whom. */
export type Asked =
  | { is: 'propose' | 'issue_code' | 'confirm_code'; person: CityPerson }
  | {
      is: 'confirm' | 'refuse' | 'withdraw';
      appointment: Appointment;
      person: { account: string; name: string };
    };

type AskDialogProps = {
  asked: Asked;
  /** Whether nobody else acts for the city: then a proposal counts at once. */
  isAlone: boolean;
  onClose(): void;
  onDone(people: CityPeople, said: string): void;
  onIssued(code: IssuedCode): void;
  /** Undefined when it is to be said here. */
  failed(error: unknown): string | undefined;
};

/** Asks once more before anything about the city's people is done, and says what will follow. */
export function AskDialog({ asked, isAlone, onClose, onDone, onIssued, failed }: AskDialogProps) {
  const { t } = useTranslation();
  const group = useId();
  const [id] = useState(() => uuidv7());
  const [role, setRole] = useState<Role>();
  const [missing, setMissing] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { name } = asked.person;

  const explain = (error: unknown): string => {
    const field = error instanceof ProblemError ? error.problem.field : undefined;
    if (field === 'rooms' || field === 'second' || field === 'account') {
      return t(`cityPeople.fault.${field}`, { name });
    }
    return problemWords(t, error);
  };

  const carryOut = async () => {
    if ('appointment' in asked) {
      const people =
        asked.is === 'withdraw'
          ? await withdrawAppointment(asked.appointment.id)
          : await decideAppointment(asked.appointment.id, asked.is === 'confirm');
      return onDone(people, t(`cityPeople.done.${asked.is}`, { name }));
    }
    const { account, version } = asked.person;
    if (asked.is === 'issue_code') return onIssued(await issueCityCode(account, version));
    if (asked.is === 'confirm_code') {
      return onDone(await confirmCityCode(account, version), t('cityPeople.done.confirm_code', { name }));
    }
    if (!role) return setMissing(true);
    const people = await proposeAppointment(account, id, version, role);
    onDone(people, t(isAlone ? 'cityPeople.done.alone' : 'cityPeople.done.propose', { name }));
  };

  const act = async () => {
    setWorking(true);
    setProblem(undefined);
    try {
      await carryOut();
    } catch (error) {
      setProblem(failed(error) ?? explain(error));
    }
    setWorking(false);
  };

  const change =
    'appointment' in asked
      ? t('cityPeople.proposal', {
          name,
          from: roleWords(t, asked.appointment.was),
          to: roleWords(t, asked.appointment.role),
        })
      : name;
  return (
    <Dialog title={t(`cityPeople.ask.${asked.is}.title`)} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-18B-160">{change}</p>
        {asked.is === 'propose' && (
          <fieldset className="grid gap-2" aria-describedby={missing ? `${group}-error` : undefined}>
            <legend className="pb-2 text-std-17B-170">{t('cityPeople.role')}</legend>
            <div className="flex flex-wrap gap-2">
              {choicesFor(asked.person.role).map((one) => (
                <ChoiceChip
                  key={one}
                  name={group}
                  value={one}
                  chosen={one === role}
                  onChoose={() => {
                    setRole(one);
                    setMissing(false);
                    setProblem(undefined);
                  }}
                  chosenLook="border-key-900 bg-key-900 text-white"
                >
                  {isOfCity(one) ? t(`role.${one}`) : t('cityPeople.takeAway')}
                </ChoiceChip>
              ))}
            </div>
            {missing && <FieldError id={`${group}-error`}>{t('cityPeople.roleMissing')}</FieldError>}
            {role && (
              <p className="text-std-16N-170">{t(`cityPeople.may.${isOfCity(role) ? role : 'staff'}`)}</p>
            )}
          </fieldset>
        )}
        <p className="text-std-17N-170">
          {t(
            asked.is === 'propose' && isAlone
              ? 'cityPeople.ask.propose.alone'
              : `cityPeople.ask.${asked.is}.text`,
          )}
        </p>
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" data-first onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look={asked.is === 'refuse' ? 'danger' : 'solid'} busy={working} onClick={() => void act()}>
          {t(
            asked.is === 'propose' && isAlone
              ? 'cityPeople.ask.propose.yesAlone'
              : `cityPeople.ask.${asked.is}.yes`,
          )}
        </Button>
      </div>
    </Dialog>
  );
}
