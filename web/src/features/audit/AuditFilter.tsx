import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session-context';
import type { AuditKind } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { SelectField } from '../../ui/SelectField';
import { useChoices } from './use-choices';
import { daysAreTurned, EVERYTHING, KINDS, type Wanted } from './wanted';

type AuditFilterProps = { wanted: Wanted; working: boolean; onSearch(wanted: Wanted): void };

/** What is looked for. All of it must be so. */
export function AuditFilter({ wanted, working, onSearch }: AuditFilterProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState(wanted);
  const { session } = useSession();
  const isApprover = session.role === 'city_approver';
  const { choices, problem } = useChoices(session.role);
  const turned = daysAreTurned(form);

  const search = (event: FormEvent) => {
    event.preventDefault();
    if (!turned) onSearch(form);
  };
  const select = (name: 'room' | 'account' | 'facility' | 'device', options: Options) => (
    <SelectField
      name={name}
      label={t(`audit.${name}`)}
      blank={t('audit.any')}
      options={options ?? []}
      value={form[name]}
      error={undefined}
      onChange={(value) => setForm({ ...form, [name]: value })}
    />
  );
  return (
    <Card title={t('audit.filter')}>
      {problem && <Notice tone="error">{problem}</Notice>}
      <form onSubmit={search} className="grid gap-4 sm:grid-cols-2">
        {!isApprover && select('room', choices?.rooms)}
        {select('account', choices?.accounts)}
        {!isApprover && select('facility', choices?.facilities)}
        {!isApprover && select('device', choices?.devices)}
        {(form.account !== '' || form.device !== '') && (
          <div className="sm:col-span-2">
            <SelectField
              name="side"
              label={t('audit.side')}
              blank={t('audit.sideDone')}
              options={[{ value: 'about', label: t('audit.sideAbout') }]}
              value={form.side}
              error={undefined}
              onChange={(side) => setForm({ ...form, side: side === 'about' ? 'about' : '' })}
            />
          </div>
        )}
        <div className="sm:col-span-2">
          <SelectField
            name="kind"
            label={t('audit.kindLabel')}
            blank={t('audit.any')}
            options={KINDS.map((kind) => ({ value: kind, label: t(`audit.kind.${kind}`) }))}
            value={form.kind}
            error={undefined}
            onChange={(kind) => setForm({ ...form, kind: kind as AuditKind | '' })}
          />
        </div>
        <Field
          type="date"
          name="from"
          label={t('audit.from')}
          value={form.from}
          error={turned ? t('audit.daysTurned') : undefined}
          onChange={(event) => setForm({ ...form, from: event.target.value })}
        />
        <Field
          type="date"
          name="upto"
          label={t('audit.upto')}
          value={form.upto}
          onChange={(event) => setForm({ ...form, upto: event.target.value })}
        />
        <div className="flex flex-wrap gap-3 sm:col-span-2">
          <Button type="submit" busy={working}>
            {t('audit.search')}
          </Button>
          <Button
            look="outline"
            onClick={() => {
              setForm(EVERYTHING);
              onSearch(EVERYTHING);
            }}
          >
            {t('audit.clear')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

type Options = readonly { value: string; label: string }[] | undefined;
