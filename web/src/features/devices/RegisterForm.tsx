import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { registerDevice } from '../../api/devices';
import { ProblemError } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import type { SharedDevice } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { type DeviceFault, type DeviceForm, deviceFaults, EMPTY_DEVICE } from './device-form';

type RegisterFormProps = { facility: string; onRegistered(device: SharedDevice): void; onCancel(): void };

const TEXTS = ['label', 'place', 'securitySoftware'] as const;

/** 共用の端末を登録する: its number, its place, and what the facility declares about it. */
export function RegisterForm({ facility, onRegistered, onCancel }: RegisterFormProps) {
  const { t } = useTranslation();
  // The same id for every try: what was sent twice is one device.
  const [id] = useState(() => uuidv7());
  const [form, setForm] = useState<DeviceForm>(EMPTY_DEVICE);
  const [faults, setFaults] = useState<DeviceFault[]>([]);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const change = (part: Partial<DeviceForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setFaults((before) => before.filter((field) => !(field in part)));
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = deviceFaults(form);
    setFaults(found);
    setProblem(undefined);
    if (found.length > 0) return;
    setWorking(true);
    try {
      onRegistered(
        await registerDevice(facility, {
          id,
          label: form.label,
          place: form.place,
          security_software: form.securitySoftware,
        }),
      );
    } catch (error) {
      setWorking(false);
      const isTaken = error instanceof ProblemError && error.problem.field === 'label';
      setProblem(isTaken ? t('device.taken') : problemWords(t, error));
    }
  };

  return (
    <Card title={t('device.register')}>
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-5">
        {TEXTS.map((field) => (
          <Field
            key={field}
            name={field}
            label={t(`device.${field}`)}
            requiredWord={t('receipt.required')}
            hint={t(`device.${field}Hint`)}
            error={faults.includes(field) ? t(`device.${field}Wrong`) : undefined}
            value={form[field]}
            autoComplete="off"
            onChange={(event) => change({ [field]: event.target.value })}
          />
        ))}
        <Checkbox
          name="declares"
          label={t('device.declares')}
          requiredWord={t('receipt.required')}
          checked={form.declares}
          error={faults.includes('declares') ? t('device.declaresWrong') : undefined}
          onChange={(declares) => change({ declares })}
        />
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
        <div className="flex flex-wrap gap-3">
          <Button type="submit" size="lg" busy={working}>
            {t('device.register')}
          </Button>
          <Button size="lg" look="outline" onClick={onCancel}>
            {t('device.cancel')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
