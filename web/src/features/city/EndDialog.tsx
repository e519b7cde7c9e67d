import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endSupport } from '../../api/city';
import { ProblemError } from '../../api/request';
import { formatDay, today } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { CityRoom, EndReason } from '../../protocol';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field, FieldError } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { type EndFault, endFault, REASONS } from './support-end';

type EndDialogProps = {
  room: CityRoom;
  /** For so many days afterwards members still read. */
  readableDays: number;
  onClose(): void;
  /** It is done; what that led to, in words. */
  onDone(lines: string[]): void;
  /** The list was out of date: nothing was done. */
  onStale(): void;
};

/** 支援終了: why, on which day, and what it means. The focus is on the way back. */
export function EndDialog({ room, readableDays, onClose, onDone, onStale }: EndDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState<EndReason>();
  const [day, setDay] = useState('');
  const [fault, setFault] = useState<EndFault>();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const end = async () => {
    const found = endFault(reason, day, room.consent?.signed_on, today());
    setFault(found);
    if (found || !reason) return;
    setWorking(true);
    setProblem(undefined);
    try {
      const { version } = room;
      const { end: ended } = await endSupport(room.room, { version, reason, ended_on: day });
      const until = ended?.readable_until
        ? t('supportEnd.readableUntil', { day: formatDay(ended.readable_until) })
        : [];
      onDone([t('supportEnd.done', { name: room.label })].concat(until));
    } catch (error) {
      const { code, field } = error instanceof ProblemError ? error.problem : {};
      if (code === 'stale') return onStale();
      setWorking(false);
      if (field === 'ended_on') setFault('day');
      else setProblem(problemWords(t, error));
    }
  };

  const missing = fault === 'reason' ? t('supportEnd.reasonMissing') : undefined;
  return (
    <Dialog title={t('supportEnd.act')} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="rounded-8 bg-paper px-4 py-3">
          <span className="block text-std-20B-150">{room.label}</span>
          <span className="block text-[0.9375rem] leading-150 text-ink-soft">{room.kana}</span>
          <span className="block pt-1 text-[0.9375rem] leading-150">
            {t('city.confirmMembers', { members: room.members })}
          </span>
        </p>
        <fieldset className="grid gap-1" aria-describedby={missing ? `${id}-error` : undefined}>
          <legend className="pb-1 text-std-17B-170">
            {t('supportEnd.reason')}
            <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
          </legend>
          {REASONS.map((one) => (
            <label key={one} className="flex min-h-11 items-center gap-3 text-std-16N-170">
              <input
                type="radio"
                name="reason"
                value={one}
                required
                checked={reason === one}
                aria-invalid={missing ? true : undefined}
                onChange={() => {
                  setReason(one);
                  setFault(undefined);
                }}
                className="size-6 shrink-0 accent-key-900"
              />
              {t(`supportEnd.reasons.${one}`)}
            </label>
          ))}
          {missing && <FieldError id={`${id}-error`}>{missing}</FieldError>}
        </fieldset>
        <Field
          type="date"
          name="ended_on"
          label={t('supportEnd.day')}
          requiredWord={t('receipt.required')}
          value={day}
          max={today()}
          error={fault === 'day' ? t('supportEnd.dayWrong') : undefined}
          onChange={(event) => {
            setDay(event.target.value);
            setFault(undefined);
          }}
        />
        <p className="text-std-17N-170">{t('supportEnd.confirm', { days: readableDays })}</p>
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <p className="w-full text-std-17B-170 text-error-2">{t('city.confirmFinal')}</p>
        <Button look="outline" data-first onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look="danger" busy={working} onClick={() => void end()}>
          {t('supportEnd.act')}
        </Button>
      </div>
    </Dialog>
  );
}
