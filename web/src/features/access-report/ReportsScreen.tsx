import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openAccessReport, readAccessReports } from '../../api/access-reports';
import { Link, navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { formatDate, today } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import type { AccessReportHead, AskedBy } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { dayBefore, faultOfDays } from './report';

/** The reports that a person asked for, and a new one. */
export default function ReportsScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const { found, problem } = useLoaded(readAccessReports, room);

  if (!found && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('team.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('report.title')} className="text-std-28B-150" />
        {found && (
          <p className="text-std-17N-170">{t('receipt.for', { name: found.label, kana: found.kana })}</p>
        )}
        <p className="text-ink-soft">{t('report.lead')}</p>
      </div>
      <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
      {found && (
        <>
          <Card title={t('report.made')}>
            {found.reports.length === 0 && <p className="text-ink-soft">{t('report.noneMade')}</p>}
            <ul className="grid gap-2">
              {found.reports.map((report) => (
                <li key={report.report}>
                  <Line report={report} />
                </li>
              ))}
            </ul>
          </Card>
          <OpenForm room={room} />
        </>
      )}
    </div>
  );
}

function Line({ report }: { report: AccessReportHead }) {
  const { t } = useTranslation();
  const days = t('report.days', { from: formatDate(report.from), upto: formatDate(report.upto) });
  return (
    <Link
      href={paths.report(report.report)}
      className="grid min-h-12 gap-0.5 rounded-12 border border-line p-3 hover:bg-key-50"
    >
      <span className="text-std-17B-170 leading-150 text-key-900 underline underline-offset-4">
        {report.number === null ? t('report.draft') : t('report.number', { number: report.number })}
      </span>
      <span className="text-[0.9375rem] leading-150">{days}</span>
      <span className="text-[0.9375rem] leading-150 text-ink-soft">
        {t('report.asked', { by: t(`report.by.${report.asked_by}`), day: formatDate(report.asked_on) })}
      </span>
    </Link>
  );
}

const ASKERS: readonly AskedBy[] = ['person', 'family'];

function OpenForm({ room }: { room: string }) {
  const { t } = useTranslation();
  const last = dayBefore(today());
  const [by, setBy] = useState<AskedBy>('person');
  const [askedOn, setAskedOn] = useState(today());
  const [from, setFrom] = useState('');
  const [upto, setUpto] = useState(last);
  const [complains, setComplains] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  // The same until something else is typed: what was sent twice is one report.
  const sent = useRef<{ id: string; text: string }>(undefined);
  const fault = faultOfDays(from, upto, today());
  const isAskedLater = askedOn === '' || askedOn > today();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setComplains(fault !== undefined || isAskedLater);
    if (working || fault || isAskedLater) return;
    const form = { asked_by: by, asked_on: askedOn, from, upto };
    const text = JSON.stringify(form);
    if (sent.current?.text !== text) sent.current = { id: uuidv7(), text };
    setWorking(true);
    setProblem(undefined);
    try {
      const { head } = await openAccessReport(room, { id: sent.current.id, ...form });
      navigate(paths.report(head.report));
    } catch (error) {
      setProblem(problemWords(t, error));
      setWorking(false);
    }
  };

  return (
    <Card title={t('report.open')}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <fieldset className="grid gap-1">
          <legend className="pb-1 text-std-17B-170">{t('report.who_asked')}</legend>
          {ASKERS.map((one) => (
            <label key={one} className="flex min-h-11 items-center gap-3 text-std-17N-170">
              <input
                type="radio"
                name="asked_by"
                value={one}
                checked={by === one}
                onChange={() => setBy(one)}
                className="size-6 shrink-0 accent-key-900"
              />
              {t(`report.by.${one}`)}
            </label>
          ))}
        </fieldset>
        <Field
          type="date"
          label={t('report.askedOn')}
          requiredWord={t('receipt.required')}
          value={askedOn}
          max={today()}
          error={complains && isAskedLater ? t('report.fault.asked_on') : undefined}
          onChange={(event) => setAskedOn(event.target.value)}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <Field
            type="date"
            label={t('report.from')}
            requiredWord={t('receipt.required')}
            value={from}
            max={last}
            error={
              complains && (fault === 'from' || fault === 'long') ? t(`report.fault.${fault}`) : undefined
            }
            onChange={(event) => setFrom(event.target.value)}
          />
          <Field
            type="date"
            label={t('report.upto')}
            requiredWord={t('receipt.required')}
            value={upto}
            max={last}
            error={complains && fault === 'upto' ? t('report.fault.upto') : undefined}
            onChange={(event) => setUpto(event.target.value)}
          />
        </div>
        <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
        <Button type="submit" busy={working} className="justify-self-start">
          {t('report.openYes')}
        </Button>
      </form>
    </Card>
  );
}
