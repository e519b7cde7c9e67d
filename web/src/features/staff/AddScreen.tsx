import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { addStaff } from '../../api/staff';
import { Link, navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import type { IssuedCode, Profession } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { SelectField } from '../../ui/SelectField';
import { Switch } from '../../ui/Switch';
import { leaveOutcome } from '../city/outcome';
import { HandOverChoice } from './HandOverChoice';
import { IssuedScreen } from './IssuedScreen';
import {
  blankStaff,
  faultyFields,
  isStaffField,
  type StaffField,
  type StaffForm,
  staffBody,
} from './staff-form';
import { useStaff } from './use-staff';

/** 付与: someone is added, and their sheet printed. */
export default function AddScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const { found, problem } = useStaff(facility);
  const [issued, setIssued] = useState<IssuedCode>();

  if (issued) {
    return (
      <IssuedScreen
        issued={[issued]}
        onDone={() => {
          leaveOutcome([t(`staff.added.${issued.hand_over}`, { name: issued.name })]);
          navigate(paths.facility(facility));
        }}
      />
    );
  }
  if (!found && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.facility(facility)}>
        <BackIcon className="size-5" />
        {t('staff.back')}
      </TextLink>
      <div>
        <ScreenTitle screen={t('staff.add')} className="text-std-28B-150" />
        <p className="min-h-8 text-std-17N-170">{found?.facility.name}</p>
      </div>
      {problem && <Notice tone="error">{problem}</Notice>}
      {found && !found.may_issue_ids && <Notice tone="info">{t('staff.cityIssues')}</Notice>}
      {found?.may_issue_ids && (
        <AddForm facility={facility} professions={found.professions} onIssued={setIssued} />
      )}
    </div>
  );
}

type AddFormProps = { facility: string; professions: Profession[]; onIssued(issued: IssuedCode): void };

function AddForm({ facility, professions, onIssued }: AddFormProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<StaffForm>(blankStaff);
  const [faulty, setFaulty] = useState<readonly StaffField[]>([]);
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  // The same at every try, so that an answer that was lost adds nobody twice.
  const [id] = useState(() => uuidv7());
  const element = useRef<HTMLFormElement>(null);

  const set = <K extends keyof StaffForm>(field: K, value: StaffForm[K]) => {
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
    try {
      onIssued(await addStaff(facility, staffBody(form, id)));
    } catch (error) {
      setWorking(false);
      const told = error instanceof ProblemError ? error.problem : undefined;
      if (told?.code === 'id_reused') setProblem(t('staff.addedBefore'));
      else if (isStaffField(told?.field)) complain([told.field]);
      else setProblem(problemWords(t, error));
    }
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
      className="grid gap-7 rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-8"
    >
      <div role="alert" className="grid gap-3 empty:absolute">
        {faulty.length > 0 && <Notice tone="error">{t('receipt.summary')}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      <Field label={t('staff.name')} requiredWord={t('receipt.required')} {...text('name')} />
      <Field label={t('staff.kana')} requiredWord={t('receipt.required')} {...text('kana')} />
      <SelectField
        name="profession"
        label={t('staff.profession')}
        requiredWord={t('receipt.required')}
        blank={t('staff.professionNone')}
        options={professions.map(({ code, name }) => ({ value: code, label: name }))}
        value={form.profession}
        error={errorOf('profession')}
        onChange={(code) => set('profession', code)}
      />
      <Field
        type="email"
        inputMode="email"
        label={t('staff.mail')}
        hint={t('staff.mailHint')}
        {...text('mail')}
      />
      <Switch
        label={t('settings.alertMail')}
        hint={t('settings.alertMailHint')}
        on={form.alert_mail}
        onChange={(on) => {
          set('alert_mail', on);
          if (!on) setFaulty((before) => before.filter((one) => one !== 'mail'));
        }}
      />
      <HandOverChoice value={form.hand_over} onChange={(value) => set('hand_over', value)} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" size="lg" busy={working}>
          {t('staff.submit')}
        </Button>
        <Link href={paths.facility(facility)} className={buttonClass('text', 'lg')}>
          {t('receipt.cancel')}
        </Link>
      </div>
    </form>
  );
}
