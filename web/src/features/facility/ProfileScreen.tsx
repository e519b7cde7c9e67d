import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeFacility, readProfile } from '../../api/facility';
import { ProblemError } from '../../api/request';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import type { FacilityChangeLine, FacilityProfile } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import {
  type ApplicationField,
  type ApplicationForm,
  faultyFields,
  isApplicationField,
} from '../apply/application-form';
import { FacilityFields, ListedFields } from '../apply/FacilityFields';
import { CaseMark } from '../cases/CaseMark';
import { Change } from './Change';
import { changeBody, formOf, namesYes } from './profile-form';

type Said = { tone: 'success' | 'warning' | 'error'; text: string };

/** 登録内容: what a facility stated about itself, its changes, and what the city said to them. */
export default function ProfileScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<FacilityProfile>();
  const [said, setSaid] = useState<Said>();
  const region = useRef<HTMLDivElement>(null);

  const load = useCallback(async () => {
    try {
      setFound(await readProfile(facility));
    } catch (error) {
      setSaid({ tone: 'error', text: problemWords(t, error) });
    }
  }, [facility, t]);

  useEffect(() => {
    void load();
  }, [load]);

  useEffect(() => {
    if (!said) return;
    region.current?.scrollIntoView({ block: 'center' });
    region.current?.focus({ preventScroll: true });
  }, [said]);

  if (!found && !said) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.facility(facility)}>
        <BackIcon className="size-5" />
        {t('staff.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('profile.title')} className="text-std-28B-150" />
        <p className="text-std-17N-170">{found?.data.name}</p>
        <p className="text-ink-soft">{t('profile.lead')}</p>
      </div>
      <LiveRegion ref={region} className="grid gap-3">
        {said && <Notice tone={said.tone}>{said.text}</Notice>}
      </LiveRegion>
      {found && (
        <>
          <ProfileForm
            key={found.version}
            found={found}
            onChanged={(after, asked) => {
              setFound(after);
              setSaid({ tone: 'success', text: t(asked ? 'profile.doneAsked' : 'profile.done') });
            }}
            onStale={() => {
              setSaid({ tone: 'warning', text: t('problem.stale') });
              void load();
            }}
          />
          <Changes changes={found.changes} />
        </>
      )}
    </div>
  );
}

type ProfileFormProps = {
  found: FacilityProfile;
  onChanged(after: FacilityProfile, asked: boolean): void;
  onStale(): void;
};

function ProfileForm({ found, onChanged, onStale }: ProfileFormProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<ApplicationForm>(() => formOf(found.data));
  const [faulty, setFaulty] = useState<readonly ApplicationField[]>([]);
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  // The same at every try, so that an answer that was lost is no second change; another once something else is sent.
  const sent = useRef<{ id: string; text: string }>(undefined);
  const element = useRef<HTMLFormElement>(null);
  const text = JSON.stringify(form);
  const isSame = text === JSON.stringify(formOf(found.data));

  const set = <K extends keyof ApplicationForm>(field: K, value: ApplicationForm[K]) => {
    setForm((before) => ({ ...before, [field]: value }));
    setFaulty((before) => before.filter((one) => one !== field));
  };

  const complain = (fields: readonly ApplicationField[]) => {
    setFaulty(fields);
    const [first] = fields;
    if (first) element.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (working || isSame) return;
    setProblem(undefined);
    const wrong = faultyFields(form);
    complain(wrong);
    const { category } = form;
    if (wrong.length > 0 || category === '') return;
    setWorking(true);
    if (sent.current?.text !== text) sent.current = { id: uuidv7(), text };
    const body = changeBody({ ...form, category }, sent.current.id, found.version);
    try {
      onChanged(await changeFacility(found.facility, body), namesYes(found.data, body));
    } catch (error) {
      setWorking(false);
      const { code, field } = error instanceof ProblemError ? error.problem : {};
      if (code === 'stale') onStale();
      else if (isApplicationField(field)) complain([field]);
      else setProblem(problemWords(t, error));
    }
  };

  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => void submit(event)}
      className="grid gap-9 rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-8"
    >
      <div role="alert" className="grid gap-3 empty:absolute">
        {faulty.length > 0 && <Notice tone="error">{t('receipt.summary')}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      <FacilityFields
        form={form}
        faulty={faulty}
        set={set}
        fixed={
          found.is_waiting ? (
            <>
              <Notice tone="info">{t('profile.waiting')}</Notice>
              <Terms>
                <Term name={t('apply.field.name')}>{found.data.name}</Term>
                <Term name={t('apply.field.category')}>{t(`category.${found.data.category}`)}</Term>
                {found.data.ground && <Term name={t('apply.field.ground')}>{found.data.ground}</Term>}
              </Terms>
            </>
          ) : undefined
        }
      />
      <ListedFields form={form} set={set} />
      <div className="grid gap-2">
        {isSame && <p className="text-ink-soft">{t('profile.same')}</p>}
        <Button type="submit" size="lg" busy={working || isSame} className="w-full sm:max-w-sm">
          {t('profile.send')}
        </Button>
      </div>
    </form>
  );
}

function Changes({ changes }: { changes: readonly FacilityChangeLine[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('profile.history')}>
      {changes.length === 0 && <p className="text-ink-soft">{t('profile.noHistory')}</p>}
      <ol className="grid gap-5">
        {changes.map((line) => (
          <li key={line.case} className="grid gap-2 border-b border-line pb-5 last:border-b-0 last:pb-0">
            <p className="flex flex-wrap items-center gap-3 text-[0.9375rem] text-ink-soft">
              {t('profile.sentAt', { at: formatMoment(line.sent_at), by: line.sent_by ?? '' })}
              {line.change.asked.length > 0 ? (
                <CaseMark kind="facility_change" state={line.state} />
              ) : (
                <span>{t(line.state === 'open' ? 'profile.told' : 'profile.seen')}</span>
              )}
            </p>
            <Change change={line.change} />
            {line.reason && (
              <p className="rounded-8 bg-paper px-4 py-2 whitespace-pre-line">
                {t('profile.answer', { reason: line.reason })}
              </p>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
