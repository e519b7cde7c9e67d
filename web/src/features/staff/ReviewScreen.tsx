import type { TFunction } from 'i18next';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepStaff, readReview } from '../../api/facility';
import { ProblemError } from '../../api/request';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatDate, formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { ReviewLine, StaffReview } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { quarterWords } from './quarter';

type Said = { tone: 'success' | 'warning' | 'error'; text: string };

/** 四半期の確認: whose ID lies unused, and which are still used. */
export default function ReviewScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<StaffReview>();
  const [said, setSaid] = useState<Said>();
  const region = useRef<HTMLDivElement>(null);

  const load = useCallback(async () => {
    try {
      setFound(await readReview(facility));
    } catch (error) {
      setSaid({ tone: 'error', text: problemWords(t, error) });
    }
  }, [facility, t]);

  useEffect(() => {
    void load();
  }, [load]);

  useEffect(() => {
    if (said) region.current?.focus({ preventScroll: true });
  }, [said]);

  if (!found && !said) return <Waiting />;
  const review = found?.review;
  const keep = async (line: ReviewLine) => {
    if (!review) return;
    try {
      setFound(await keepStaff(facility, line.account, review.case));
      setSaid({ tone: 'success', text: t('review.done', { name: line.name }) });
    } catch (error) {
      const stale = error instanceof ProblemError && error.problem.code === 'stale';
      setSaid({ tone: stale ? 'warning' : 'error', text: problemWords(t, error) });
      if (stale) await load();
    }
  };

  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.facility(facility)}>
        <BackIcon className="size-5" />
        {t('staff.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('review.title')} className="text-std-28B-150" />
        {found && <p className="text-ink-soft">{t('review.lead', { days: found.dormant_days })}</p>}
      </div>
      <LiveRegion ref={region} className="grid gap-3">
        {said && <Notice tone={said.tone}>{said.text}</Notice>}
      </LiveRegion>
      {found && <Notice tone="info">{stands(t, found)}</Notice>}
      <ul aria-label={t('review.list')} className="grid gap-3">
        {found?.people.map((line) => (
          <li
            key={line.account}
            className="grid gap-3 rounded-12 border border-line bg-white p-4 shadow-sheet sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center"
          >
            <Person line={line} isAsked={review?.state === 'open'} />
            {review?.state === 'open' && !line.kept_by && !line.is_self && (
              <div className="flex flex-wrap gap-2 sm:flex-col">
                <Button aria-label={t('review.keepFor', { name: line.name })} onClick={() => void keep(line)}>
                  {t('review.keep')}
                </Button>
                <Link
                  href={paths.member(facility, line.account)}
                  aria-label={t('review.retireFor', { name: line.name })}
                  className={buttonClass('outline', 'md')}
                >
                  {t('review.retire')}
                </Link>
              </div>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function stands(t: TFunction, { review, people }: StaffReview): string {
  if (!review) return t('review.none');
  const quarter = quarterWords(t, review.quarter);
  if (review.state !== 'open') return t('review.closed', { quarter });
  const left = people.filter((line) => !line.kept_by).length;
  if (left === 0) return t('review.answered', { quarter });
  return t('review.open', { quarter, due: formatDate(review.due), people: left });
}

function Person({ line, isAsked }: { line: ReviewLine; isAsked: boolean }) {
  const { t } = useTranslation();
  return (
    <div>
      <p className="text-std-17B-170">
        {line.name}
        {line.is_dormant && (
          <span className="ml-2 rounded-4 border border-error-2 px-1.5 py-0.5 text-[0.8125rem] font-400 text-error-2">
            {t('review.dormant')}
          </span>
        )}
      </p>
      <p className="text-[0.9375rem] leading-150 text-ink-soft">
        {line.login_id}　{t('staff.lastSignIn')}：
        {line.last_sign_in ? formatMoment(line.last_sign_in) : t('staff.neverSignedIn')}
        <span className="block">{t('facilityEnd.rooms', { rooms: line.rooms })}</span>
      </p>
      {line.kept_by && line.kept_at && (
        <p className="text-[0.9375rem] leading-150 text-success-2">
          {t('review.kept', { at: formatMoment(line.kept_at), by: line.kept_by })}
        </p>
      )}
      {isAsked && !line.kept_by && line.is_self && (
        <p className="text-[0.9375rem] leading-150">{t('review.self')}</p>
      )}
    </div>
  );
}
