import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SharedDevice } from '../../protocol';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { type DeviceFault, type DeviceForm, deviceFaults } from './device-form';

const TEXTS = ['place', 'securitySoftware'] as const;

type ChangeFormProps = {
  device: SharedDevice;
  busy: boolean;
  onCancel(): void;
  onChange(place: string, securitySoftware: string): void;
};

/** Where a shared device stands and how it is protected, stated anew; its number stays. */
export function ChangeForm({ device, busy, onCancel, onChange }: ChangeFormProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<DeviceForm>({
    label: device.label,
    place: device.place ?? '',
    securitySoftware: device.security_software ?? '',
    declares: false,
  });
  const [faults, setFaults] = useState<DeviceFault[]>([]);

  const change = (part: Partial<DeviceForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setFaults((before) => before.filter((field) => !(field in part)));
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = deviceFaults(form);
    setFaults(found);
    if (found.length === 0) onChange(form.place.trim(), form.securitySoftware.trim());
  };

  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label={t('device.changeOf', { label: device.label })}
      className="grid gap-4 rounded-8 bg-paper p-4"
    >
      <p className="text-std-16N-170 text-ink-soft">{t('device.changeLead')}</p>
      {TEXTS.map((field) => (
        <Field
          key={field}
          name={field}
          label={t(`device.${field}`)}
          requiredWord={t('receipt.required')}
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
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={busy}>
          {t('device.changeYes')}
        </Button>
        <Button look="outline" onClick={onCancel}>
          {t('device.cancel')}
        </Button>
      </div>
    </form>
  );
}
