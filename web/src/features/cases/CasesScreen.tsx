import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { ShortcutsDialog } from '../../app/ShortcutsDialog';
import { useSession } from '../../app/session-context';
import { Waiting } from '../../app/Waiting';
import { Button, buttonClass } from '../../ui/Button';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { LiveRegion } from '../../ui/LiveRegion';
import { useThreePanes } from '../../ui/media';
import { Notice } from '../../ui/Notice';
import { takeOutcome } from '../city/outcome';
import { CaseCards, CaseTable } from './CaseList';
import { FilterPanel } from './FilterPanel';
import { chipOf, FILTERS, isNarrowed, matches, toQuery, withChip } from './filter';
import { ReceiptSearch } from './ReceiptSearch';
import { SavedViewsBar } from './SavedViewsBar';
import { type Inbox, useInbox } from './use-inbox';

/** 申請・届出: what the city has to decide, and until when. */
export default function CasesScreen() {
  const { t } = useTranslation();
  const wide = useThreePanes();
  const inbox = useInbox();
  const [outcome] = useState(takeOutcome);
  const [keysShown, setKeysShown] = useState(false);
  const { cases, shown, filter, problem } = inbox;

  if (!cases && !problem) return <Waiting />;
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
              <Button size="sm" look="outline" onClick={() => void inbox.load()}>
                {t('app.retry')}
              </Button>
            }
          >
            {problem}
          </Notice>
        )}
      </LiveRegion>
      {cases && (
        <div className="grid gap-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <SavedViewsBar inbox={inbox} />
            {wide && (
              <Button size="sm" look="text" aria-haspopup="dialog" onClick={() => setKeysShown(true)}>
                {t('shortcuts.show')}
              </Button>
            )}
          </div>
          <Chips inbox={inbox} />
          <FilterPanel cases={cases} filter={filter} look={inbox.look} />
          <ReceiptSearch query={toQuery(filter)} />
        </div>
      )}
      {cases && shown.length === 0 && <Nothing inbox={inbox} />}
      {keysShown && <ShortcutsDialog onClose={() => setKeysShown(false)} />}
      {shown.length > 0 && <List cases={shown} query={toQuery(filter)} />}
      {filter.show === 'decided' && inbox.hasMore && <More inbox={inbox} />}
    </div>
  );
}

/** That older ones are left, which are not in the list yet. */
function More({ inbox: { shown, loadMore } }: { inbox: Inbox }) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const more = async () => {
    setWorking(true);
    await loadMore();
    setWorking(false);
  };
  return (
    <div className="grid justify-items-center gap-3 text-center">
      <p className="text-ink-soft">{t('cases.newestDecided', { shown: shown.length })}</p>
      <Button look="outline" busy={working} onClick={() => void more()}>
        {t('cases.more')}
      </Button>
    </div>
  );
}

function Chips({ inbox: { cases = [], hasMore, shown, filter, look } }: { inbox: Inbox }) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{t('cases.filter')}</legend>
      {FILTERS.map((one) => (
        <ChoiceChip
          key={one}
          name={name}
          value={one}
          chosen={one === chipOf(filter)}
          onChoose={() => look(withChip(filter, one))}
          chosenLook="border-key-900 bg-key-900 text-white"
        >
          {t(one === 'decided' && hasMore ? 'cases.atLeast' : 'city.withCount', {
            label: t(`cases.filters.${one}`),
            // What is looked at may have been found among older ones.
            total:
              one === chipOf(filter)
                ? shown.length
                : cases.filter((line) => matches(line, withChip(filter, one))).length,
          })}
        </ChoiceChip>
      ))}
    </fieldset>
  );
}

function Nothing({ inbox: { filter, look } }: { inbox: Inbox }) {
  const { t } = useTranslation();
  if (!isNarrowed(filter)) {
    return <p className="py-10 text-center text-ink-soft">{t(`cases.none.${chipOf(filter)}`)}</p>;
  }
  return (
    <div className="grid justify-items-center gap-4 py-10">
      <p className="text-ink-soft">{t('cases.noneNarrowed')}</p>
      <Button look="outline" onClick={() => look({ ...filter, kinds: [], overdue: false, facility: null })}>
        {t('cases.widen')}
      </Button>
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
