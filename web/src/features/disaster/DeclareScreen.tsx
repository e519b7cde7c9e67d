import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityRooms } from '../../api/city';
import { askDisasterEvent } from '../../api/disaster-events';
import { readCityAccounts } from '../../api/losses';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { CityAccount, CityRoom } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { useSaid } from '../../ui/use-said';
import { PeopleField } from '../exceptional-use/PeopleField';
import { UntilField } from '../exceptional-use/UntilField';
import { CircumstancesField, PurposeField } from '../exceptional-use/UseWords';
import { WORDS } from '../exceptional-use/use-form';
import { momentOf } from '../leak/leak-form';
import { bodyOf, type DeclareFault, EMPTY, faultsOf, permissible } from './declare-form';
import { RoomsField } from './RoomsField';

/** 災害の宣言の申請: once for all the rooms. Another person of the city decides it. */
export default function DeclareScreen() {
  const { t } = useTranslation();
  const [rooms, setRooms] = useState<CityRoom[]>();
  const [accounts, setAccounts] = useState<CityAccount[]>([]);
  const [form, setForm] = useState(EMPTY);
  const [complains, setComplains] = useState(false);
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const said = useSaid(problem);
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));
  const faults = faultsOf(form, new Date());
  const fault = (field: DeclareFault) =>
    complains && faults.has(field) ? t(`disaster.fault.${field}`) : undefined;
  const required = t('receipt.required');

  useEffect(() => {
    Promise.all([readCityRooms(), readCityAccounts()]).then(
      ([found, people]) => {
        setRooms(permissible(found.rooms));
        setAccounts(people.accounts);
      },
      (error) => setProblem(problemWords(t, error)),
    );
  }, [t]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setComplains(faults.size > 0);
    if (!working && faults.size === 0) setAsking(true);
    if (faults.size === 0) return;
    // The form is long, and what is missing may stand far above.
    const form = event.currentTarget;
    requestAnimationFrame(() => form.querySelector('[id$="-error"]')?.scrollIntoView({ block: 'center' }));
  };

  const ask = async () => {
    setAsking(false);
    setWorking(true);
    setProblem(undefined);
    try {
      const { case: asked } = await askDisasterEvent(bodyOf(form));
      navigate(paths.case(asked));
    } catch (error) {
      setWorking(false);
      setProblem(problemWords(t, error));
    }
  };

  if (!rooms && !problem) return <Waiting />;
  const chosen = rooms?.filter((room) => form.rooms.has(room.room)) ?? [];
  const awaiting = chosen.filter((room) => room.state === 'awaiting_consent').length;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.disasters}>
        <BackIcon className="size-5" />
        {t('disaster.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('disaster.declare')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('disaster.declareLead')}</p>
      </div>
      <LiveRegion ref={said} className="grid gap-3">
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {rooms && (
        <form onSubmit={submit} noValidate className="grid gap-5">
          <Card title={t('disaster.what')}>
            <Field
              name="name"
              label={t('disaster.name')}
              requiredWord={required}
              hint={t('disaster.nameHint')}
              value={form.name}
              error={fault('name')}
              onChange={(event) => set({ name: event.target.value })}
            />
            <CircumstancesField
              hint={t('disaster.circumstancesHint', { longest: WORDS })}
              value={form.circumstances}
              error={fault('circumstances')}
              onChange={(circumstances) => set({ circumstances })}
            />
            <PurposeField
              hint={t('disaster.purposeHint')}
              value={form.purpose}
              error={fault('purpose')}
              onChange={(purpose) => set({ purpose })}
            />
          </Card>
          <Card title={t('disaster.where')}>
            <RoomsField
              rooms={rooms}
              chosen={form.rooms}
              error={fault('rooms')}
              onChange={(next) => set({ rooms: next })}
            />
          </Card>
          <Card title={t('disaster.who')}>
            <PeopleField
              accounts={accounts}
              chosen={form.people}
              error={fault('people')}
              onChange={(people) => set({ people })}
            />
            {awaiting > 0 && (
              <p className="text-std-16N-170 text-ink-soft">
                {t('disaster.othersLeave', { rooms: awaiting })}
              </p>
            )}
            <UntilField value={form.until} error={fault('until')} onChange={(until) => set({ until })} />
          </Card>
          <p className="text-std-16N-170">{t('disaster.askText')}</p>
          <Button
            type="submit"
            size="lg"
            busy={working}
            aria-haspopup="dialog"
            className="justify-self-start"
          >
            {t('disaster.toPreview')}
          </Button>
        </form>
      )}
      {asking && (
        <Dialog title={t('disaster.preview')} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-17N-170">
              {t('disaster.previewText', { rooms: chosen.length, people: form.people.length })}
            </p>
            <Terms>
              <Term name={t('disaster.name')}>{form.name.trim()}</Term>
              <Term name={t('disaster.rooms')}>
                {t('disaster.previewRooms', { active: chosen.length - awaiting, awaiting })}
              </Term>
              <Term name={t('exceptionalUse.people')}>
                {form.people
                  .flatMap((one) => accounts.find((line) => line.account === one)?.name ?? [])
                  .join('、')}
              </Term>
              <Term name={t('exceptionalUse.until')}>{formatMoment(momentOf(form.until))}</Term>
            </Terms>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button onClick={() => void ask()}>{t('disaster.ask')}</Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
