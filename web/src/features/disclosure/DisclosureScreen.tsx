import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  askUnsealingAgain,
  finishRedaction,
  handOutDisclosure,
  nameStaff,
  previewDisclosure,
  readDisclosed,
  readDisclosure,
  releaseDisclosure,
  withdrawDisclosure,
} from '../../api/disclosures';
import { ProblemError } from '../../api/request';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { Disclosure, DisclosureDocument, DisclosurePreview } from '../../protocol';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { usePrintedSheet } from '../../ui/use-printed-sheet';
import { useSaid } from '../../ui/use-said';
import { AskDialog } from './AskDialog';
import { DisclosureSheet } from './DisclosureSheet';
import { StandingCard } from './StandingCard';
import { UnsealedEntries } from './UnsealedEntries';
import { useHours } from './use-hours';

/** 開示請求: how it stands; while the room is unsealed, its record, what is blackened, and the release; and then what was released. */
export default function DisclosureScreen({ id }: { id: string }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { found, setFound, problem, setProblem, load } = useLoaded(readDisclosure, id);
  const [preview, setPreview] = useState<DisclosurePreview>();
  const [readOf, setReadOf] = useState<number>();
  const forget = useCallback(() => setPreview(undefined), []);
  const isOver = useHours(found, load, forget);
  const [released, setReleased] = useState<DisclosureDocument>();
  const [working, setWorking] = useState(false);
  const [asking, setAsking] = useState<'release' | 'withdraw'>();
  const [done, setDone] = useState<string>();
  const said = useSaid(problem, done);
  const { print, printed } = usePrintedSheet(
    released && found && <DisclosureSheet document={released} head={found.head} />,
  );
  const isModerator = session.role === 'city_moderator';

  const fail = async (error: unknown) => {
    const code = error instanceof ProblemError ? error.problem.code : undefined;
    // What was shown is out of date, or the hours are over: the newest is shown, and nothing that may not be.
    if (code === 'stale' || code === 'not_found') {
      setPreview(undefined);
      await load();
    }
    setProblem(code === 'not_found' ? t('disclosure.noMore') : problemWords(t, error));
  };

  const step = async (work: (shown: Disclosure) => Promise<string | undefined>) => {
    if (!found || working) return undefined;
    setWorking(true);
    setProblem(undefined);
    setDone(undefined);
    try {
      setDone(await work(found));
    } catch (error) {
      await fail(error);
    } finally {
      setAsking(undefined);
      setWorking(false);
    }
    return undefined;
  };
  const follow = (from: number, to: number) => setReadOf((before) => (before === from ? to : before));
  /** What is on the screen is of the next version in the same moment: it is not read again, which would be written down. */
  const move = (from: number, version: number, change: Partial<Disclosure['head']> = {}) => {
    follow(from, version);
    setFound((before) => before && { ...before, head: { ...before.head, ...change, version } });
  };
  const toVersion = (from: number, version: number, change: Partial<Disclosure['head']> = {}) => {
    setPreview(undefined);
    move(from, version, { ready_at: null, ...change });
  };

  const again = () =>
    step(async ({ head }) => {
      await askUnsealingAgain(id, head.version);
      await load();
      return t('disclosure.askedAgain');
    });
  const withdraw = () =>
    step(async ({ head }) => {
      setFound(await withdrawDisclosure(id, head.version));
      setPreview(undefined);
      return t('disclosure.withdrawn');
    });
  const look = () =>
    step(async () => {
      setPreview(await previewDisclosure(id));
      return undefined;
    });
  const names = (namesStaff: boolean) =>
    step(async ({ head }) => {
      const { version } = await nameStaff(id, head.version, namesStaff);
      toVersion(head.version, version, { names_staff: namesStaff });
      return undefined;
    });
  const finish = () =>
    step(async ({ head }) => {
      move(head.version, (await finishRedaction(id, head.version)).version);
      await load();
      return t('disclosure.finished');
    });
  const release = () =>
    step(async () => {
      if (!preview) return undefined;
      const { document } = await releaseDisclosure(id, preview.version, preview.digest);
      setPreview(undefined);
      setReleased(document);
      await load();
      return t('disclosure.released');
    });
  const show = () =>
    step(async () => {
      setReleased((await readDisclosed(id)).document);
      return undefined;
    });
  const handOut = () =>
    step(async ({ head }) => {
      await handOutDisclosure(id, head.version);
      print();
      return t('disclosure.handedOut');
    });

  if (!found && !problem) return <Waiting />;
  const head = found?.head;
  const mayRead = found?.may_read && !isOver;
  const back = isModerator && head ? paths.disclosures(head.room) : paths.cases;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={back}>
        <BackIcon className="size-5" />
        {t(isModerator ? 'disclosure.back' : 'cases.backToApprovals')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('disclosure.title')} className="text-std-28B-150" />
        {found?.label && <p className="text-std-17N-170">{t('disclosure.of', { name: found.label })}</p>}
      </div>
      <LiveRegion ref={said} className="grid gap-3">
        {done && <Notice tone="success">{done}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {found && head && (
        <>
          <StandingCard found={found} />
          {isModerator &&
            (head.state === 'shut' || head.state === 'waiting' || head.state === 'unsealed') && (
              <div className="flex flex-wrap gap-3">
                {head.state === 'shut' && (
                  <Button busy={working} onClick={() => void again()}>
                    {t('disclosure.askAgain')}
                  </Button>
                )}
                <Button look="outline" aria-haspopup="dialog" onClick={() => setAsking('withdraw')}>
                  {t('disclosure.withdraw')}
                </Button>
              </div>
            )}
          {isOver && <Notice tone="warning">{t('disclosure.noMore')}</Notice>}
          {mayRead && head.ready_at && (
            <Notice tone="info">
              {t(found.may_release ? 'disclosure.readyForYou' : 'disclosure.readyForOther', {
                at: formatMoment(head.ready_at),
              })}
            </Notice>
          )}
          {mayRead && (
            <>
              <UnsealedEntries
                id={id}
                mayRedact={found.may_redact}
                version={head.version}
                readOf={readOf}
                onRead={setReadOf}
                onSaved={toVersion}
                onFailed={(error) => void fail(error)}
              />
              {found.may_redact && (
                <Checkbox
                  name="names_staff"
                  label={t('disclosure.nameStaff')}
                  checked={head.names_staff}
                  onChange={(namesStaff) => void names(namesStaff)}
                />
              )}
              <Button
                look={preview ? 'outline' : 'solid'}
                busy={working}
                onClick={() => void look()}
                className="justify-self-start"
              >
                {t(preview ? 'disclosure.previewAgain' : 'disclosure.preview')}
              </Button>
            </>
          )}
          {preview && mayRead && (
            <>
              <h2 className="text-std-20B-150">{t('disclosure.previewTitle')}</h2>
              <div className="overflow-hidden rounded-16 border border-line shadow-sheet">
                <DisclosureSheet document={preview.document} head={head} />
              </div>
              {found.may_release ? (
                <Button
                  size="lg"
                  aria-haspopup="dialog"
                  onClick={() => setAsking('release')}
                  className="justify-self-start"
                >
                  {t('disclosure.release')}
                </Button>
              ) : (
                <>
                  <Notice tone="info">{t('disclosure.approverReleases')}</Notice>
                  {found.may_redact && !head.ready_at && (
                    <Button
                      size="lg"
                      busy={working}
                      onClick={() => void finish()}
                      className="justify-self-start"
                    >
                      {t('disclosure.finish')}
                    </Button>
                  )}
                </>
              )}
            </>
          )}
          {found.may_see_document &&
            (released ? (
              <>
                <Button
                  size="lg"
                  busy={working}
                  onClick={() => void handOut()}
                  className="justify-self-start"
                >
                  {t('disclosure.print')}
                </Button>
                <div className="overflow-hidden rounded-16 border border-line shadow-sheet">
                  <DisclosureSheet document={released} head={head} />
                </div>
              </>
            ) : (
              <Button busy={working} onClick={() => void show()} className="justify-self-start">
                {t('disclosure.show')}
              </Button>
            ))}
          {asking === 'release' && (
            <AskDialog
              title={t('disclosure.release')}
              yes={t('disclosure.releaseYes')}
              onClose={() => setAsking(undefined)}
              work={release}
            >
              <p>{t('disclosure.releaseAsk')}</p>
              <p className="text-std-17B-170 text-error-2">{t('disclosure.releaseFinal')}</p>
            </AskDialog>
          )}
          {asking === 'withdraw' && (
            <AskDialog
              title={t('disclosure.withdraw')}
              yes={t('disclosure.withdrawYes')}
              onClose={() => setAsking(undefined)}
              work={withdraw}
            >
              <p>{t('disclosure.withdrawAsk')}</p>
            </AskDialog>
          )}
        </>
      )}
      {printed}
    </div>
  );
}
