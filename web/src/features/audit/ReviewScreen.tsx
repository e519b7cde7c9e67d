import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAuditReview } from '../../api/audit-reviews';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatMoment, formatMonth } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { AuditReview } from '../../protocol';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { SignatureForm } from './SignatureForm';
import { refusedWords } from './sentence';

type Said = { tone: 'success' | 'warning' | 'error'; text: string };

/** What was done in a month, and the form with which somebody says that they looked at it. */
export default function ReviewScreen({ month }: { month: string }) {
  const { t } = useTranslation();
  const [review, setReview] = useState<AuditReview>();
  const [said, setSaid] = useState<Said>();
  const region = useRef<HTMLDivElement>(null);

  const load = useCallback(async () => {
    try {
      setReview(await readAuditReview(month));
    } catch (error) {
      setSaid({ tone: 'error', text: problemWords(t, error) });
    }
  }, [month, t]);

  useEffect(() => {
    void load();
  }, [load]);

  useEffect(() => {
    if (said) region.current?.focus();
  }, [said]);

  if (!review && !said) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.auditReviews}>
        <BackIcon className="size-5" />
        {t('auditReview.back')}
      </TextLink>
      <ScreenTitle
        screen={t('auditReview.ofMonth', { month: formatMonth(month) })}
        className="text-std-28B-150"
      />
      <LiveRegion ref={region}>{said && <Notice tone={said.tone}>{said.text}</Notice>}</LiveRegion>
      {review && (
        <>
          <State review={review} />
          <Figures review={review} />
          {review.month.is_over && !review.month.signature && (
            <SignatureForm
              review={review}
              onSigned={(signed) => {
                setReview(signed);
                setSaid({ tone: 'success', text: t('auditReview.signed') });
              }}
              onStale={() => {
                setSaid({ tone: 'warning', text: t('problem.stale') });
                void load();
              }}
            />
          )}
        </>
      )}
    </div>
  );
}

/** Whether somebody looked at it, and whether it is still what they looked at. */
function State({ review }: { review: AuditReview }) {
  const { t } = useTranslation();
  const { is_over, signature } = review.month;
  if (!is_over) return <Notice tone="info">{t('auditReview.goingOnLead')}</Notice>;
  if (!signature) return <Notice tone="warning">{t('auditReview.notYetLead')}</Notice>;
  return (
    <Card title={t('auditReview.record')}>
      <Terms>
        <Term name={t('auditReview.by')}>{signature.by}</Term>
        <Term name={t('auditReview.at')}>{formatMoment(signature.at)}</Term>
        <Term name={t('auditReview.words')}>
          <span className="whitespace-pre-wrap wrap-anywhere">{signature.words}</span>
        </Term>
      </Terms>
      <Notice tone={signature.is_as_it_was ? 'success' : 'error'}>
        {t(signature.is_as_it_was ? 'auditReview.asItWas' : 'auditReview.changed')}
      </Notice>
    </Card>
  );
}

function Figures({ review }: { review: AuditReview }) {
  const { t } = useTranslation();
  const { kinds, refusals, readers, events, position, digest } = review;
  return (
    <>
      <Card title={t('auditReview.kinds')}>
        {kinds.length === 0 && <p className="text-ink-soft">{t('auditReview.nothing')}</p>}
        <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
          {kinds.map(({ kind, times, own }) => (
            <div key={kind} className="flex justify-between gap-4 border-b border-line py-1 text-std-16N-170">
              <dt>{t(`audit.kind.${kind}`)}</dt>
              <dd className="text-right tabular-nums">
                {t('auditReview.times', { times })}
                {own > 0 && (
                  <span className="block text-[0.9375rem] leading-150 font-700">
                    {t('auditReview.own', { own })}
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
        {kinds.some(({ own }) => own > 0) && <Notice tone="info">{t('auditReview.ownLead')}</Notice>}
      </Card>
      <Card title={t('auditReview.readers')}>
        <p className="text-std-16N-170 text-ink-soft">{t('auditReview.readersLead')}</p>
        {readers.length === 0 && <p className="text-ink-soft">{t('auditReview.nobody')}</p>}
        <ul className="divide-y divide-line">
          {readers.map(({ account, name, facility, times, rooms, by_night, is_own }) => (
            <li key={account} className="grid gap-1 py-2 text-std-16N-170">
              <p className="text-std-16B-170">
                {facility ? t('audit.personAt', { name, facility }) : name}
                {is_own && t('auditReview.you')}
              </p>
              <p>{t('auditReview.looked', { rooms, times, night: by_night })}</p>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t('auditReview.refusals')}>
        {refusals.length === 0 && <p className="text-ink-soft">{t('auditReview.noRefusals')}</p>}
        <ul className="divide-y divide-line">
          {refusals.map(({ refused, times }) => (
            <li
              key={`${refused.act} ${refused.reason}`}
              className="flex justify-between gap-4 py-2 text-std-16N-170"
            >
              <span>{refusedWords(t, refused)}</span>
              <span className="shrink-0 tabular-nums">{t('auditReview.times', { times })}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t('auditReview.evidence')}>
        <p className="text-std-16N-170 text-ink-soft">{t('auditReview.evidenceLead')}</p>
        <Terms>
          <Term name={t('auditReview.linked')}>{t('auditReview.linkedWords', { events, position })}</Term>
          <Term name={t('auditReview.digest')}>
            <span className="font-mono wrap-anywhere">{digest}</span>
          </Term>
        </Terms>
      </Card>
    </>
  );
}
