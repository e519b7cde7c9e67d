import type { TFunction } from 'i18next';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readLeak, reportLeak } from '../../api/leaks';
import { forgetDraft } from '../../app/kept-drafts';
import { useSession } from '../../app/session-context';
import { Waiting } from '../../app/Waiting';
import { formatDate, formatInstant, formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { CaseDetail, CaseLine, LeakAccess, LeakDay, LeakReport, LeakView } from '../../protocol';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { holderWords } from '../cases/CaseList';
import { LeakReportForm, type Told } from './LeakReportForm';
import { draftOf, eventWords, STAGES } from './leak-form';

type LeakCaseProps = {
  line: CaseLine;
  /** Does it and shows how the case stands then. Whether it was done. */
  step(work: Promise<CaseDetail>, done: string): Promise<boolean>;
};

/** 漏えい等: until when it is told, who had access, and what was told. */
export function LeakCase({ line, step }: LeakCaseProps) {
  const { t } = useTranslation();
  const { account } = useSession().session;
  const [leak, setLeak] = useState<LeakView>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    try {
      setLeak(await readLeak(line.case));
      setProblem(undefined);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [line.case, t]);

  useEffect(() => {
    void load();
  }, [load]);

  const told = line.state === 'open' ? leak?.reports.length : STAGES.length;
  useEffect(() => {
    for (const stage of STAGES.slice(0, told ?? 0)) forgetDraft(account, draftOf(line.case, stage));
  }, [account, line.case, told]);

  if (problem) return <Notice tone="error">{problem}</Notice>;
  if (!leak) return <Waiting />;
  const tell = async (told: Told) => {
    const work = reportLeak(line.case, { version: line.version, ...told });
    if (await step(work, t(`leak.told.${told.stage}`))) await load();
  };
  return (
    <>
      <Entered line={line} leak={leak} />
      <Card title={t('leak.days')}>
        <p className="text-std-16N-170 text-ink-soft">{t('leak.daysLead')}</p>
        <ol className="grid gap-4">
          {leak.reports.map((report) => (
            <Made key={report.stage} report={report} />
          ))}
          {leak.reports.length === 0 && (
            <li className="rounded-8 border border-line p-4">
              <p className="text-std-17B-170">{t('leak.stage.preliminary')}</p>
              <p>{t('leak.towards', { day: dayWords(leak.preliminary) })}</p>
              <p>{t('leak.latest', { day: dayWords(leak.preliminary_latest) })}</p>
              <Closed day={leak.preliminary} />
            </li>
          )}
          {leak.reports.length < 2 && (
            <li className="rounded-8 border border-line p-4">
              <p className="text-std-17B-170">{t('leak.stage.full')}</p>
              <p>
                {t(leak.may_be_wrongful ? 'leak.latest60' : 'leak.latest30', { day: dayWords(leak.full) })}
              </p>
              <Closed day={leak.full} />
            </li>
          )}
        </ol>
        {line.state === 'open' &&
          leak.reports.length < 2 &&
          (line.is_mine ? (
            <LeakReportForm key={leak.reports.length} id={line.case} leak={leak} tell={tell} />
          ) : (
            <p className="text-ink-soft">{t('leak.claimFirst')}</p>
          ))}
      </Card>
      <Accesses leak={leak} />
    </>
  );
}

function subjectWords(t: TFunction, { kind, name }: LeakView): string {
  if (!name) return t('audit.erasedRoom');
  return kind === 'device' ? name : t('audit.personOf', { name });
}

const dayWords = ({ day }: LeakDay) => formatDate(day);

/** The day is not moved: so whoever is to do it then does it before. */
function Closed({ day }: { day: LeakDay }) {
  const { t } = useTranslation();
  return day.is_closed ? (
    <p className="text-error-2">{t('leak.closed', { day: formatDate(day.day) })}</p>
  ) : null;
}

function Entered({ line, leak }: { line: CaseLine; leak: LeakView }) {
  const { t } = useTranslation();
  return (
    <Card title={t('leak.what')}>
      <p className="whitespace-pre-line text-std-16N-170">{leak.words}</p>
      <Terms>
        <Term name={t('leak.knownOn')}>{formatDate(leak.known_on)}</Term>
        <Term name={t('leak.purpose')}>
          {t(leak.may_be_wrongful ? 'leak.wrongfulYes' : 'leak.wrongfulNo')}
        </Term>
        <Term name={t('leak.whose')}>{t(`leak.of.${leak.kind}`, { name: subjectWords(t, leak) })}</Term>
        <Term name={t('leak.time')}>
          {t('leak.between', { from: formatInstant(leak.from), upto: formatInstant(leak.upto) })}
        </Term>
        {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
      </Terms>
    </Card>
  );
}

function Made({ report }: { report: LeakReport }) {
  const { t } = useTranslation();
  return (
    <li className="grid gap-1 rounded-8 border border-success-2 p-4">
      <p className="text-std-17B-170">
        {t('leak.made', { stage: t(`leak.stage.${report.stage}`), day: formatDate(report.reported_on) })}
      </p>
      <p className="whitespace-pre-line">{report.words}</p>
      <p className="text-[0.9375rem] leading-150 text-ink-soft">
        {t('leak.madeBy', { by: report.by, at: formatMoment(report.recorded_at) })}
      </p>
    </li>
  );
}

function Accesses({ leak: { accesses, evidence, more, persons } }: { leak: LeakView }) {
  const { t } = useTranslation();
  return (
    <Card title={t('leak.accesses')}>
      <p className="text-std-16N-170">
        {accesses.length === 0
          ? t('leak.nobody')
          : t('leak.counted', { accesses: evidence.accesses, persons })}
      </p>
      <p className="text-std-16N-170 text-ink-soft">{t('leak.listsNotCounted')}</p>
      <ul className="divide-y divide-line">
        {accesses.map((one) => (
          <Access key={`${one.first} ${one.event} ${one.room} ${one.who} ${one.device}`} one={one} />
        ))}
      </ul>
      {more > 0 && <Notice tone="warning">{t('leak.more', { listed: accesses.length, more })}</Notice>}
      <h3 className="text-std-17B-170">{t('leak.evidence')}</h3>
      {evidence.is_whole ? (
        <Notice tone="success">{t('leak.isWhole')}</Notice>
      ) : (
        <Notice tone="error">{t('leak.isBroken')}</Notice>
      )}
      {evidence.later > 0 && <Notice tone="warning">{t('leak.later', { later: evidence.later })}</Notice>}
      <Terms>
        <Term name={t('leak.fixedAt')}>{formatInstant(evidence.fixed_at)}</Term>
        <Term name={t('leak.position')}>{t('leak.positionOf', { position: evidence.position })}</Term>
        <Term name={t('leak.hash')}>
          <span className="font-mono text-[0.875rem] break-all">{evidence.hash}</span>
        </Term>
        <Term name={t('leak.digest')}>
          <span className="font-mono text-[0.875rem] break-all">{evidence.digest}</span>
        </Term>
      </Terms>
    </Card>
  );
}

function Access({ one }: { one: LeakAccess }) {
  const { t } = useTranslation();
  const { who, facility, device, label, first, last, times, from_seq, upto_seq } = one;
  const person = who ?? t('audit.system');
  return (
    <li className="grid gap-0.5 py-3">
      <p className="leading-150">
        <span className="font-700">
          {facility ? t('audit.personAt', { name: person, facility }) : person}
        </span>
        {t('leak.did', {
          whom: label ? t('audit.personOf', { name: label }) : t('audit.erasedRoom'),
          what: eventWords(t, one.event),
        })}
      </p>
      <p className="flex flex-wrap gap-x-3 text-[0.9375rem] leading-150 text-ink-soft">
        <span>
          {times === 1
            ? formatInstant(first)
            : t('leak.often', { from: formatInstant(first), upto: formatInstant(last), times })}
        </span>
        {from_seq !== null && upto_seq !== null && (
          <span>
            {from_seq === upto_seq
              ? t('audit.one', { upto: upto_seq })
              : t('audit.range', { from: from_seq, upto: upto_seq })}
          </span>
        )}
        {device && <span>{t('audit.from_device', { device })}</span>}
      </p>
    </li>
  );
}
