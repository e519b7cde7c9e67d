import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceOwner, InventoryLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Field, FieldError } from '../../ui/Field';
import { formOf, type StatementFault, type StatementForm, statementFaults } from './statement-form';

const OWNERS: DeviceOwner[] = ['facility', 'person'];

type StatementFieldsProps = {
  line: InventoryLine;
  busy: boolean;
  onCancel(): void;
  onState(form: StatementForm & { owner: DeviceOwner }): void;
};

/** Whose a personal device is, its number, and its security software, stated by whoever looks after it. */
export function StatementFields({ line, busy, onCancel, onState }: StatementFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const [form, setForm] = useState(() => formOf(line));
  const [faults, setFaults] = useState<StatementFault[]>([]);

  const change = (part: Partial<StatementForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setFaults((before) => before.filter((field) => !(field in part)));
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = statementFaults(form);
    setFaults(found);
    if (found.length === 0 && form.owner) onState({ ...form, owner: form.owner });
  };

  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label={t('inventory.stateOf', { label: line.label })}
      className="grid gap-4 rounded-8 bg-paper p-4"
    >
      <fieldset
        className="grid gap-1"
        aria-describedby={faults.includes('owner') ? `${id}-owner` : undefined}
      >
        <legend className="pb-1 text-std-17B-170">
          {t('inventory.owner')}
          <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
        </legend>
        {OWNERS.map((owner) => (
          <label key={owner} className="flex min-h-11 items-center gap-3 text-std-17N-170">
            <input
              type="radio"
              name={`${id}-owner`}
              value={owner}
              checked={form.owner === owner}
              onChange={() => change({ owner })}
              className="size-6 shrink-0 accent-key-900"
            />
            {t(`inventory.owners.${owner}`)}
          </label>
        ))}
        {faults.includes('owner') && <FieldError id={`${id}-owner`}>{t('inventory.ownerWrong')}</FieldError>}
      </fieldset>
      <Field
        name="assetNumber"
        label={t('inventory.assetNumber')}
        hint={t('inventory.assetNumberHint')}
        error={faults.includes('assetNumber') ? t('inventory.assetNumberWrong') : undefined}
        value={form.assetNumber}
        autoComplete="off"
        onChange={(event) => change({ assetNumber: event.target.value })}
      />
      <Field
        name="securitySoftware"
        label={t('device.securitySoftware')}
        hint={t('inventory.securitySoftwareHint')}
        requiredWord={t('receipt.required')}
        error={faults.includes('securitySoftware') ? t('device.securitySoftwareWrong') : undefined}
        value={form.securitySoftware}
        autoComplete="off"
        onChange={(event) => change({ securitySoftware: event.target.value })}
      />
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
          {t('inventory.save')}
        </Button>
        <Button look="outline" onClick={onCancel}>
          {t('device.cancel')}
        </Button>
      </div>
    </form>
  );
}
