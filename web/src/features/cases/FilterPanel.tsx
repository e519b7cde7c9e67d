import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseFilter, CaseKind, CaseLine } from '../../protocol';
import { SelectField } from '../../ui/SelectField';
import { isNarrowed } from './filter';
import { KINDS } from './kind';

type FilterPanelProps = { cases: readonly CaseLine[]; filter: CaseFilter; look(filter: CaseFilter): void };

/** 絞り込み: by kind, facility and day. Open while something of it is chosen. */
export function FilterPanel({ cases, filter, look }: FilterPanelProps) {
  const { t } = useTranslation();
  const id = useId();
  // Open at first while something of it is chosen; then as one wants.
  const [open, setOpen] = useState(() => isNarrowed(filter));
  const named = cases.flatMap(({ facility, facility_name }) =>
    facility && facility_name ? [[facility, facility_name] as const] : [],
  );
  const facilities = [...new Map(named)].map(([value, label]) => ({ value, label }));
  facilities.sort((a, b) => a.label.localeCompare(b.label, 'ja'));
  const toggle = (kind: CaseKind, on: boolean) =>
    look({
      ...filter,
      kinds: KINDS.filter((one) => (one === kind ? on : filter.kinds.includes(one))),
    });
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="rounded-12 border border-line bg-white px-4 shadow-sheet"
    >
      <summary className="min-h-11 cursor-pointer py-2.5 text-std-16N-170 text-key-900 underline underline-offset-4">
        {t('cases.narrow')}
      </summary>
      {open && (
        <div className="grid gap-4 pb-4">
          <fieldset className="grid gap-x-4 sm:grid-cols-2 lg:grid-cols-3">
            <legend className="pb-1 text-std-17B-170">{t('cases.kind')}</legend>
            {KINDS.map((kind) => (
              <Tick
                key={kind}
                label={t(`caseKind.${kind}`)}
                checked={filter.kinds.includes(kind)}
                onChange={(on) => toggle(kind, on)}
              />
            ))}
          </fieldset>
          <div className="grid items-end gap-4 sm:grid-cols-2">
            <SelectField
              name={id}
              label={t('cases.facility')}
              blank={t('cases.allFacilities')}
              options={facilities}
              value={filter.facility ?? ''}
              error={undefined}
              onChange={(facility) => look({ ...filter, facility: facility || null })}
            />
            <Tick
              label={t('cases.onlyOverdue')}
              checked={filter.overdue}
              onChange={(overdue) => look({ ...filter, overdue })}
            />
          </div>
        </div>
      )}
    </details>
  );
}

function Tick({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange(on: boolean): void;
}) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 text-std-16N-170">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-6 shrink-0 cursor-pointer accent-key-900"
      />
      {label}
    </label>
  );
}
