import { useCallback, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCases } from '../../api/cases';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { CaseLine } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { LiveRegion } from '../../ui/LiveRegion';
import { useThreePanes } from '../../ui/media';
import { Notice } from '../../ui/Notice';
import { takeOutcome } from '../city/outcome';
import { CaseCards, CaseTable } from './CaseList';
import { FILTERS, type Filter, matches } from './filter';

/** 申請・届出: what the city has to decide, and until when. */
export default function CasesScreen() {
  const { t } = useTranslation();
  const wide = useThreePanes();
  const name = useId();
  const [cases, setCases] = useState<CaseLine[]>();
  const [problem, setProblem] = useState<string>();
  const [outcome] = useState(takeOutcome);
  const [filter, setFilter] = useState<Filter>('open');

  const load = useCallback(async () => {
    try {
      setCases(await readCases());
      setProblem(undefined);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [t]);

  useEffect(() => {
    void load();
  }, [load]);

  if (!cases && !problem) return <Waiting />;
  const shown = cases?.filter((line) => matches(line, filter)) ?? [];
  const List = wide ? CaseTable : CaseCards;
  return (
    <div className="mx-auto grid max-w-6xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <Head />
      <LiveRegion className="grid gap-3">
        {outcome && (
          <Notice tone="success">
            {outcome.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </Notice>
        )}
        {problem && (
          <Notice
            tone="error"
            action={
              <Button size="sm" look="outline" onClick={() => void load()}>
                {t('app.retry')}
              </Button>
            }
          >
            {problem}
          </Notice>
        )}
      </LiveRegion>
      {cases && (
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">{t('cases.filter')}</legend>
          {FILTERS.map((one) => (
            <ChoiceChip
              key={one}
              name={name}
              value={one}
              chosen={one === filter}
              onChoose={() => setFilter(one)}
              chosenLook="border-key-900 bg-key-900 text-white"
            >
              {t('city.withCount', {
                label: t(`cases.filters.${one}`),
                total: cases.filter((line) => matches(line, one)).length,
              })}
            </ChoiceChip>
          ))}
        </fieldset>
      )}
      {cases && shown.length === 0 && (
        <p className="py-10 text-center text-ink-soft">{t(`cases.none.${filter}`)}</p>
      )}
      {shown.length > 0 && <List cases={shown} />}
    </div>
  );
}

/** What the inbox is for: a moderator takes in what comes from outside, too. */
function Head() {
  const { t } = useTranslation();
  const isModerator = useSession().session.role === 'city_moderator';
  return (
    <div className="flex flex-wrap items-end justify-between gap-4">
      <div className="grid gap-1">
        <ScreenTitle screen={t(isModerator ? 'cases.title' : 'nav.approvals')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t(isModerator ? 'cases.lead' : 'erasureCase.inboxLead')}</p>
      </div>
      {isModerator && (
        <div className="flex flex-wrap gap-3">
          <Link href={paths.leak} className={buttonClass('outline', 'md')}>
            {t('leak.enter')}
          </Link>
          <Link href={paths.reportLoss} className={buttonClass('outline', 'md')}>
            {t('lossCase.report')}
          </Link>
          <Link href={paths.keyIn} className={buttonClass('outline', 'md')}>
            {t('cases.keyIn')}
          </Link>
        </div>
      )}
    </div>
  );
}
