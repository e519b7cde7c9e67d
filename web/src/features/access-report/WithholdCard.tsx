import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { today } from '../../i18n/dates';
import type { AccessReport, WithheldFacility, WithholdingGround } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { SelectField } from '../../ui/SelectField';
import { TextArea } from '../../ui/TextArea';
import { dayBefore, faultOfDays, lacksNote } from './report';

const GROUNDS: readonly WithholdingGround[] = ['abuse', 'domestic_violence', 'other_danger'];

export type DraftChange = { from: string; upto: string; withheld: WithheldFacility[] };
type WithholdCardProps = { report: AccessReport; working: boolean; onSave(change: DraftChange): void };

/** The days that are told of, and the facilities that are not. */
export function WithholdCard({ report, working, onSave }: WithholdCardProps) {
  const { t } = useTranslation();
  const { head, facilities } = report;
  const [form, setForm] = useState<DraftChange>({
    from: head.from,
    upto: head.upto,
    withheld: report.withheld,
  });
  const [complains, setComplains] = useState(false);
  const fault = faultOfDays(form.from, form.upto, today());

  const set = (facility: string, change: Partial<WithheldFacility> | undefined) => {
    const others = form.withheld.filter((one) => one.facility !== facility);
    const before = form.withheld.find((one) => one.facility === facility);
    const blank: WithheldFacility = { facility, ground: 'abuse', note: '' };
    setForm({ ...form, withheld: change ? [...others, { ...(before ?? blank), ...change }] : others });
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const isFaulty = fault !== undefined || form.withheld.some(lacksNote);
    setComplains(isFaulty);
    if (!isFaulty) onSave(form);
  };

  return (
    <Card title={t('report.review')}>
      <form onSubmit={save} className="grid gap-4" noValidate>
        <p className="text-std-16N-170 text-ink-soft">{t('report.reviewLead')}</p>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field
            type="date"
            label={t('report.from')}
            value={form.from}
            error={
              complains && (fault === 'from' || fault === 'long') ? t(`report.fault.${fault}`) : undefined
            }
            onChange={(event) => setForm({ ...form, from: event.target.value })}
          />
          <Field
            type="date"
            label={t('report.upto')}
            max={dayBefore(today())}
            value={form.upto}
            error={complains && fault === 'upto' ? t('report.fault.upto') : undefined}
            onChange={(event) => setForm({ ...form, upto: event.target.value })}
          />
        </div>
        <fieldset className="grid gap-3">
          <legend className="pb-1 text-std-17B-170">{t('report.withhold')}</legend>
          <p className="text-std-16N-170 text-ink-soft">{t('report.withholdLead')}</p>
          {facilities.length === 0 && <p className="text-ink-soft">{t('report.noFacilities')}</p>}
          {facilities.map(({ facility, name }) => {
            const one = form.withheld.find((other) => other.facility === facility);
            return (
              <div key={facility} className="grid gap-3">
                <Checkbox
                  name={facility}
                  label={t('report.withholdOne', { name })}
                  checked={one !== undefined}
                  onChange={(checked) => set(facility, checked ? {} : undefined)}
                />
                {one && (
                  <div className="grid gap-3 border-l-4 border-key-300 pl-4">
                    <SelectField
                      name={`${facility}-ground`}
                      label={t('report.groundOf', { name })}
                      blank={t('report.chooseGround')}
                      options={GROUNDS.map((ground) => ({
                        value: ground,
                        label: t(`report.ground.${ground}`),
                      }))}
                      value={one.ground}
                      error={undefined}
                      onChange={(ground) => ground && set(facility, { ground: ground as WithholdingGround })}
                    />
                    <TextArea
                      label={t('report.noteOf', { name })}
                      hint={t('report.noteHint')}
                      maxLength={500}
                      rows={2}
                      value={one.note}
                      error={complains && lacksNote(one) ? t('report.fault.note') : undefined}
                      onChange={(event) => set(facility, { note: event.target.value })}
                    />
                  </div>
                )}
              </div>
            );
          })}
        </fieldset>
        <Button type="submit" look="outline" busy={working} className="justify-self-start">
          {t('report.save')}
        </Button>
      </form>
    </Card>
  );
}
