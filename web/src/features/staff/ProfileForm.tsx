import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { changeStaff } from '../../api/staff';
import { problemWords } from '../../i18n/problem-words';
import type { Profession, StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { SelectField } from '../../ui/SelectField';
import { blankStaff, faultyFields, isStaffField, type StaffField, type StaffForm } from './staff-form';

type ProfileFormProps = {
  facility: string;
  line: StaffLine;
  professions: Profession[];
  onSaved(line: StaffLine): void;
  onCancel(): void;
  onStale(): void;
};

/** 登録内容の変更: name, reading and address where the ID is looked after; the profession at each facility. */
export function ProfileForm({ facility, line, professions, onSaved, onCancel, onStale }: ProfileFormProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<StaffForm>(() => ({
    ...blankStaff(),
    name: line.name,
    kana: line.kana,
    profession: professions.find(({ name }) => name === line.profession)?.code ?? '',
    mail: line.mail ?? '',
    // Not asked here: it is the person's own setting.
    alert_mail: false,
  }));
  const [faulty, setFaulty] = useState<readonly StaffField[]>([]);
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  const element = useRef<HTMLFormElement>(null);

  useEffect(() => {
    element.current?.querySelector<HTMLElement>('input, select')?.focus();
  }, []);

  const set = (field: StaffField, value: string) => {
    setForm((before) => ({ ...before, [field]: value }));
    setFaulty((before) => before.filter((one) => one !== field));
  };

  const complain = (fields: readonly StaffField[]) => {
    setFaulty(fields);
    const [first] = fields;
    if (first) element.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    const wrong = faultyFields(form);
    complain(wrong);
    if (wrong.length > 0) return;
    setWorking(true);
    const mail = form.mail.trim();
    try {
      onSaved(
        await changeStaff(facility, line.account, {
          version: line.version,
          name: form.name.trim(),
          kana: form.kana.trim(),
          profession: form.profession,
          ...(mail === '' ? {} : { mail }),
        }),
      );
      return;
    } catch (error) {
      const told = error instanceof ProblemError ? error.problem : undefined;
      if (told?.code === 'stale') return onStale();
      if (isStaffField(told?.field)) complain([told.field]);
      else setProblem(problemWords(t, error));
    }
    setWorking(false);
  };

  const errorOf = (field: StaffField) => (faulty.includes(field) ? t(`staff.wrong.${field}`) : undefined);
  const text = (field: 'name' | 'kana' | 'mail') => ({
    name: field,
    value: form[field],
    error: errorOf(field),
    onChange: (event: { target: { value: string } }) => set(field, event.target.value),
  });

  return (
    <form
      ref={element}
      noValidate
      autoComplete="off"
      onSubmit={(event) => void submit(event)}
      className="grid gap-6"
    >
      <div role="alert" className="grid gap-3 empty:absolute">
        {faulty.length > 0 && <Notice tone="error">{t('receipt.summary')}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      <p className="text-std-16N-170">{t(line.is_home ? 'staffChange.lead' : 'staffChange.leadElsewhere')}</p>
      {line.is_home && (
        <>
          <Field label={t('staff.name')} requiredWord={t('receipt.required')} {...text('name')} />
          <Field label={t('staff.kana')} requiredWord={t('receipt.required')} {...text('kana')} />
        </>
      )}
      <SelectField
        name="profession"
        label={t('staff.profession')}
        hint={t('staffChange.professionHint')}
        requiredWord={t('receipt.required')}
        blank={t('staff.professionNone')}
        options={professions.map(({ code, name }) => ({ value: code, label: name }))}
        value={form.profession}
        error={errorOf('profession')}
        onChange={(code) => set('profession', code)}
      />
      {line.is_home && (
        <Field
          type="email"
          inputMode="email"
          label={t('staff.mail')}
          hint={t('staffChange.mailHint')}
          {...text('mail')}
        />
      )}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={working}>
          {t('staffChange.save')}
        </Button>
        <Button look="outline" onClick={onCancel}>
          {t('receipt.cancel')}
        </Button>
      </div>
    </form>
  );
}
