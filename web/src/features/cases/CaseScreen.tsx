import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { filesOfCase } from '../../api/attachments';
import { claimCase, decideCase, readCase, releaseCase } from '../../api/cases';
import { ProblemError } from '../../api/request';
import { forgetDraft, hasDraft } from '../../app/kept-drafts';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatDate, formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type {
  CaseDetail,
  CaseKind,
  CaseLine,
  ExceptionalUseApplicationBody,
  ResidenceBasis,
  Verdict,
} from '../../protocol';
import { buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { AttachmentsCard } from '../attachments/AttachmentsCard';
import { Change } from '../facility/Change';
import { LeakCase } from '../leak/LeakCase';
import { quarterWords } from '../staff/quarter';
import { toCasesWords } from './back';
import { holderWords, titleWords } from './CaseList';
import { CaseMark } from './CaseMark';
import { ClaimCard } from './ClaimCard';
import { DecisionForm, type DecisionWords } from './DecisionForm';
import { DisasterCase } from './DisasterCase';
import { DisclosureCase } from './DisclosureCase';
import { EntryErasureCase } from './EntryErasureCase';
import { ErasureCase } from './ErasureCase';
import { History, Related, roomOf } from './History';
import { OwnConsentCase } from './OwnConsentCase';
import { PermitCase } from './PermitCase';
import { ProxyCase } from './ProxyCase';
import { permitDraftOf, RecommendForm } from './RecommendForm';
import { ReportedLoss } from './ReportedLoss';
import { ResidenceCase } from './ResidenceCase';
import { TwoPeople } from './TwoPeople';
import { TwoPlaces } from './TwoPlaces';
import { Unreached } from './Unreached';
import { UseApplicationCase } from './UseApplicationCase';

/** Which words a decision has: what is only told is not refused, only seen. */
function wordsOf({ line, change, end, review, loss, two_places, proxy, erasure }: CaseDetail): DecisionWords {
  if (line.kind === 'leak') return 'leak';
  if (line.kind === 'exceptional_use_application') return 'useApplication';
  if (line.kind === 'exceptional_use') return 'exceptionalUse';
  if (line.kind === 'exceptional_use_review') return 'permitReview';
  if (line.kind === 'residence_review') return 'residence';
  if (line.kind === 'own_consent') return 'ownConsent';
  if (line.kind === 'disaster_event') return 'disaster';
  if (line.kind === 'disaster_review') return 'disasterReview';
  if (line.kind === 'disclosure_request') return 'disclosure';
  if (line.kind === 'entry_erasure_request') return 'entryErasureRequest';
  if (line.kind === 'entry_erasure') return 'entryErasure';
  if (loss) return 'loss';
  if (two_places) return 'twoPlaces';
  if (proxy) return 'proxy';
  if (erasure) return 'erasure';
  if (end) return 'end';
  if (review) return 'review';
  if (!change) return 'application';
  return change.asked.length > 0 ? 'change' : 'told';
}

/** How the draft of its decision is called. */
const draftOf = (id: string) => `decision ${id}`;

/** Whoever asked is told so, and whose it is. */
function approverDecides(kind: CaseKind) {
  if (kind === 'erasure') return 'erasureCase.approverDecides';
  if (kind === 'entry_erasure') return 'entryErasureCase.approverDecides';
  if (kind === 'disclosure_request') return 'disclosureCase.approverDecides';
  return 'exceptionalUseCase.approverDecides';
}

type Said = { tone: 'success' | 'warning' | 'error'; text: string };

type CaseScreenProps = {
  id: string;
  /** The cases of the inbox that stands beside it; none: it fills the page. */
  inbox: readonly CaseLine[] | undefined;
  /** Told when how it stands has changed. */
  changed(): void;
};

/** One case: what was sent, who works on it, and the decision. */
export default function CaseScreen({ id, inbox, changed }: CaseScreenProps) {
  const { t } = useTranslation();
  const { session } = useSession();
  const [found, setFound] = useState<CaseDetail>();
  const [said, setSaid] = useState<Said>();
  const region = useRef<HTMLDivElement>(null);

  const load = useCallback(async () => {
    try {
      setFound(await readCase(id));
    } catch (error) {
      setSaid({ tone: 'error', text: problemWords(t, error) });
    }
  }, [id, t]);

  useEffect(() => {
    void load();
  }, [load]);

  const isOver = found !== undefined && found.line.state !== 'open';
  useEffect(() => {
    if (!isOver) return;
    forgetDraft(session.account, draftOf(id));
    forgetDraft(session.account, permitDraftOf(id));
  }, [isOver, session.account, id]);

  useEffect(() => {
    if (!said) return;
    region.current?.scrollIntoView({ block: 'center' });
    region.current?.focus({ preventScroll: true });
  }, [said]);

  /** Does it and shows how the case stands then. Whether it was done. */
  const step = async (work: Promise<CaseDetail>, done: string): Promise<boolean> => {
    try {
      setFound(await work);
      changed();
      setSaid({ tone: 'success', text: done });
      return true;
    } catch (error) {
      const { code, field } = error instanceof ProblemError ? error.problem : {};
      const stale = code === 'stale';
      const isEarly = field === 'decision' && (found?.residence || found?.own_consent);
      const early = found?.own_consent ? t('ownConsentCase.signFirst') : t('residenceCase.endFirst');
      const isGone = field === 'people' && found?.use_application;
      const isKept = field === 'members' && found?.change;
      const others = isGone ? t('useApplicationCase.peopleGone') : problemWords(t, error);
      const text = isEarly ? early : isKept ? t('unreached.first') : others;
      setSaid({ tone: stale ? 'warning' : 'error', text });
      if (stale) {
        await load();
        changed();
      }
      return false;
    }
  };

  if (!found && !said) return <Waiting />;
  const line = found?.line;
  const hindrance = found && hindranceOf(found, session.account);
  // A review that is not over waits for its end, not for another person.
  const isBarred = hindrance !== undefined && hindrance !== 'review.wait';
  const residence = found?.residence;
  const applied = found?.use_application;
  const decide = (
    verdict: Verdict,
    reason: string,
    basis?: ResidenceBasis,
    permit?: ExceptionalUseApplicationBody,
  ) =>
    step(
      decideCase(
        id,
        line?.version ?? 0,
        verdict,
        reason,
        basis && residence ? { basis, version: residence.version } : undefined,
        permit,
      ),
      t(`cases.done.${found ? wordsOf(found) : 'application'}.${verdict}`),
    );

  const head = (
    <>
      {!inbox && (
        <TextLink href={paths.cases + window.location.search}>
          <BackIcon className="size-5" />
          {toCasesWords(t, session.role)}
        </TextLink>
      )}
      <div className="grid gap-2">
        <ScreenTitle screen={t('cases.one')} className="text-std-28B-150">
          {line ? titleWords(t, line) : t('cases.one')}
        </ScreenTitle>
        {line && (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-std-16N-170">
            <CaseMark kind={line.kind} state={line.state} overdue={line.is_overdue} />
            <TwoPeople line={line} />
            {t(`caseKind.${line.kind}`)}
          </p>
        )}
      </div>
      <LiveRegion ref={region} className="grid gap-3">
        {said && <Notice tone={said.tone}>{said.text}</Notice>}
      </LiveRegion>
    </>
  );
  const content = found && line && (
    <div className="grid gap-5">
      {line.kind === 'leak' ? <LeakCase line={line} step={step} /> : <Told found={found} />}
      {line.route === 'paper' && (
        <AttachmentsCard
          title={t('attachments.title')}
          of={filesOfCase(line.case)}
          attachments={found.attachments}
          saveAs={(number, kind) => `${line.receipt}-${number}.${kind}`}
          mayAdd={line.state === 'open'}
          reload={load}
        />
      )}
    </div>
  );
  const decision = found && line && (
    <div className="grid gap-5">
      {line.state === 'open' && !found.may_decide ? (
        <Notice tone="info">{t(approverDecides(line.kind))}</Notice>
      ) : line.state === 'open' ? (
        <>
          {/* Whoever cannot decide it takes nothing up; who has taken it up can leave it. */}
          {(line.is_mine || !isBarred) && (
            <ClaimCard
              line={line}
              claim={() =>
                step(claimCase(id, line.version), t(line.claimed_by ? 'cases.takenOver' : 'cases.claimed'))
              }
              release={() => step(releaseCase(id, line.version), t('cases.released'))}
            />
          )}
          {!line.is_mine && hasDraft(session.account, draftOf(id)) && (
            <Notice tone="info">{t('cases.draftKept')}</Notice>
          )}
          {hindrance && (line.is_mine || isBarred) && <Notice tone="info">{t(hindrance)}</Notice>}
          {line.is_mine && !hindrance && applied && (
            <RecommendForm
              id={id}
              of={draftOf(id)}
              applied={applied}
              templates={found.templates}
              decide={(verdict, reason, permit) => decide(verdict, reason, undefined, permit)}
            />
          )}
          {line.is_mine && !hindrance && !applied && (
            <DecisionForm
              of={draftOf(id)}
              words={wordsOf(found)}
              templates={found.templates}
              asksBasis={residence?.state === 'active' || residence?.state === 'awaiting_consent'}
              decide={decide}
            />
          )}
        </>
      ) : (
        <Decided found={found} />
      )}
    </div>
  );

  const beside = inbox !== undefined;
  return (
    <div
      className={
        beside
          ? 'grid min-h-0 grid-cols-[minmax(0,1fr)_16rem] grid-rows-[minmax(0,1fr)] xl:grid-cols-[minmax(0,1fr)_20rem]'
          : 'mx-auto grid max-w-6xl gap-5 px-4 py-6 sm:px-6'
      }
    >
      <div className={beside ? 'scroll-quiet min-h-0 overflow-y-auto' : 'contents'}>
        <div className={beside ? 'grid max-w-3xl content-start gap-5 px-6 py-6' : 'contents'}>
          {head}
          {content}
          {decision}
        </div>
      </div>
      <div
        className={
          beside
            ? 'scroll-quiet grid min-h-0 content-start gap-5 overflow-y-auto border-l border-line px-4 py-6'
            : 'contents'
        }
      >
        {found && <History found={found} />}
        {found && inbox && <Related found={found} inbox={inbox} />}
      </div>
    </div>
  );
}

/** Why whoever works on it cannot decide: nobody does about a way in of their own, nor about a review that is not over. */
function hindranceOf(found: CaseDetail, account: string) {
  const { line, loss, two_places, review, proxy, erasure, exceptional_use, disaster_event, disclosure } =
    found;
  if (found.use_application?.is_own) return 'useApplicationCase.own';
  if (found.entry_erasure?.is_own) return 'entryErasureCase.own';
  if (disaster_event?.is_own) {
    return line.kind === 'disaster_event' ? 'disasterCase.own' : 'disasterReview.own';
  }
  if (disclosure?.is_own) return 'disclosureCase.own';
  if (exceptional_use?.is_own) {
    return line.kind === 'exceptional_use' ? 'exceptionalUseCase.own' : 'permitReview.own';
  }
  if (erasure?.is_own) return 'erasureCase.own';
  if (loss?.account === account) return 'lossCase.own';
  if (two_places?.places.some(({ person }) => person?.account === account)) return 'twoPlaces.own';
  if (proxy?.account === account) return 'proxyCase.own';
  if (review && review.unanswered > 0) return 'review.wait';
}

/** What a case is about. */
function Told({ found }: { found: CaseDetail }) {
  const {
    line,
    loss,
    two_places,
    proxy,
    erasure,
    exceptional_use,
    use_application,
    residence,
    own_consent,
    disaster_event,
    disclosure,
    entry_erasure,
  } = found;
  if (use_application) return <UseApplicationCase line={line} applied={use_application} />;
  if (entry_erasure) return <EntryErasureCase line={line} asked={entry_erasure} />;
  if (disclosure) return <DisclosureCase line={line} asked={disclosure} />;
  if (loss) return <ReportedLoss line={line} loss={loss} />;
  if (two_places) return <TwoPlaces line={line} noticed={two_places} />;
  if (proxy) return <ProxyCase line={line} done={proxy} />;
  if (erasure) return <ErasureCase line={line} proposed={erasure} />;
  if (exceptional_use) return <PermitCase line={line} asked={exceptional_use} />;
  if (residence) return <ResidenceCase line={line} moved={residence} />;
  if (own_consent) return <OwnConsentCase line={line} asked={own_consent} />;
  if (disaster_event) return <DisasterCase line={line} event={disaster_event} />;
  return <Sent found={found} />;
}

function Sent({ found }: { found: CaseDetail }) {
  const { t } = useTranslation();
  const { line, application, change, end, review, facility } = found;
  return (
    <Card title={t('cases.sent')}>
      {change && <Change change={change} />}
      {found.unreached.length > 0 && <Unreached rooms={found.unreached} />}
      {review && facility && (
        <Link href={paths.review(facility)} className={`${buttonClass('outline', 'md')} justify-self-start`}>
          {t('review.toList')}
        </Link>
      )}
      {end?.is_withdrawn && <Notice tone="info">{t('facilityEnd.wasWithdrawn')}</Notice>}
      <Terms>
        {application && (
          <>
            <Term name={t('apply.field.name')}>{application.name}</Term>
            <Term name={t('apply.field.category')}>{t(`category.${application.category}`)}</Term>
            {application.ground && <Term name={t('apply.field.ground')}>{application.ground}</Term>}
            <Term name={t('apply.field.address')}>{application.address}</Term>
            <Term name={t('apply.field.representative')}>{application.representative}</Term>
            <Term name={t('apply.field.mail')}>{application.mail}</Term>
            <Term name={t('apply.field.phone')}>{application.phone}</Term>
            <Term name={t('cases.agreed')}>{application.purpose}</Term>
            <Term name={t('cases.listed')}>
              {application.listed.map((field) => t(`apply.listed.${field}`)).join('・') ||
                t('cases.listedNone')}
            </Term>
          </>
        )}
        {end && (
          <>
            <Term name={t('facilityEnd.day')}>{formatDate(end.effective_on)}</Term>
            <Term name={t('facilityEnd.left')}>{t('facilityEnd.numbers', end.seen)}</Term>
          </>
        )}
        {review && (
          <>
            <Term name={t('review.quarter')}>{quarterWords(t, review.quarter)}</Term>
            <Term name={t('review.unanswered')}>{t('review.people', { people: review.unanswered })}</Term>
          </>
        )}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
        <Term name={t('cases.route')}>{t(`caseRoute.${line.route}`)}</Term>
        <Term name={t('cases.openedAt')}>{formatMoment(line.opened_at)}</Term>
        <Term name={t('cases.due')}>{formatDate(line.due)}</Term>
        {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
      </Terms>
    </Card>
  );
}

/** How it was decided, and why. What was said about a room goes with the room's erasure. */
export function Decided({ found }: { found: CaseDetail }) {
  const { t } = useTranslation();
  const { line, facility, decided_by, reason } = found;
  const isErased = !reason && roomOf(found) !== undefined;
  return (
    <Card title={t('cases.decision')}>
      <Terms>
        <Term name={t('cases.state')}>
          <CaseMark kind={line.kind} state={line.state} />
        </Term>
        <Term name={t('cases.decidedAt')}>{line.decided_at && formatMoment(line.decided_at)}</Term>
        {decided_by && <Term name={t('cases.decidedBy')}>{decided_by}</Term>}
        <Term name={t('cases.reason')}>
          {isErased ? (
            <span className="text-ink-soft">{t('cases.reasonErased')}</span>
          ) : (
            <span className="whitespace-pre-line">{reason}</span>
          )}
        </Term>
      </Terms>
      {facility && (
        <Link href={paths.facility(facility)} className={buttonClass('outline', 'md')}>
          {t('cases.toFacility')}
        </Link>
      )}
    </Card>
  );
}
