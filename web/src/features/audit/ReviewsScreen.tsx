import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAuditReviews } from '../../api/audit-reviews';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatMoment, formatMonth } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { AuditMonth } from '../../protocol';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';

/** 月次の確認: the months, and who looked at each; those that wait are counted. */
export default function ReviewsScreen() {
  const { t } = useTranslation();
  const [months, setMonths] = useState<AuditMonth[]>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    let wanted = true;
    readAuditReviews().then(
      (read) => wanted && setMonths(read.months),
      (error: unknown) => wanted && setProblem(problemWords(t, error)),
    );
    return () => {
      wanted = false;
    };
  }, [t]);

  if (!months && !problem) return <Waiting />;
  const waiting = months?.filter(({ is_over, signature }) => is_over && !signature).length ?? 0;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.audit}>
        <BackIcon className="size-5" />
        {t('auditReview.toAudit')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('auditReview.title')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('auditReview.lead')}</p>
      </div>
      <LiveRegion className="grid gap-3">
        {problem && <Notice tone="error">{problem}</Notice>}
        {months && (
          <Notice tone={waiting > 0 ? 'warning' : 'success'}>
            {waiting > 0 ? t('auditReview.waiting', { months: waiting }) : t('auditReview.allDone')}
          </Notice>
        )}
      </LiveRegion>
      {months && (
        <Card title={t('auditReview.months')}>
          <ul className="divide-y divide-line">
            {months.map(({ month, is_over, signature }) => (
              <li key={month} className="grid gap-1 py-3">
                <Link href={paths.auditReview(month)} className="text-std-17B-170 text-blue-900 underline">
                  {formatMonth(month)}
                </Link>
                <p className="text-std-16N-170 text-ink-soft">
                  {signature
                    ? t('auditReview.signedBy', { at: formatMoment(signature.at), by: signature.by })
                    : t(is_over ? 'auditReview.notYet' : 'auditReview.goingOn')}
                </p>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
}
