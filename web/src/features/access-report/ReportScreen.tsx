import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeAccessReport,
  handOutAccessReport,
  readAccessReport,
  releaseAccessReport,
} from '../../api/access-reports';
import { ProblemError } from '../../api/request';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { AccessReport } from '../../protocol';
import { Button } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { usePrintedSheet } from '../../ui/use-printed-sheet';
import { useSaid } from '../../ui/use-said';
import { ReleaseDialog } from './ReleaseDialog';
import { ReportSheet } from './ReportSheet';
import { type DraftChange, WithholdCard } from './WithholdCard';

/** 閲覧記録の報告書: reviewed here, released, and printed for whoever asked. */
export default function ReportScreen({ id }: { id: string }) {
  const { t } = useTranslation();
  const { found: report, setFound: setReport, problem, setProblem, load } = useLoaded(readAccessReport, id);
  const [working, setWorking] = useState(false);
  const [releasing, setReleasing] = useState(false);
  const [done, setDone] = useState<string>();
  const said = useSaid(problem, done);
  const { print, printed } = usePrintedSheet(report && <ReportSheet report={report} />);

  /** Makes a step on what is shown; if that is out of date nothing is done, and the newest is shown. */
  const step = async (work: (shown: AccessReport) => Promise<string>) => {
    if (!report || working) return undefined;
    setWorking(true);
    setProblem(undefined);
    setDone(undefined);
    try {
      setDone(await work(report));
      setReleasing(false);
      return undefined;
    } catch (error) {
      const words = problemWords(t, error);
      const isStale = error instanceof ProblemError && error.problem.code === 'stale';
      if (releasing && !isStale) return words;
      setReleasing(false);
      setProblem(words);
      if (isStale) await load();
      return undefined;
    } finally {
      setWorking(false);
    }
  };

  const save = (change: DraftChange) =>
    step(async ({ head }) => {
      setReport(await changeAccessReport(id, { version: head.version, ...change }));
      return t('report.saved');
    });
  const release = () =>
    step(async ({ head, digest }) => {
      setReport(await releaseAccessReport(id, { version: head.version, digest }));
      return t('report.released');
    });
  const handOut = () =>
    step(async ({ head }) => {
      await handOutAccessReport(id, head.version);
      print();
      return t('report.handedOut');
    });

  if (!report && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={report ? paths.reports(report.head.room) : paths.city}>
        <BackIcon className="size-5" />
        {t('report.back')}
      </TextLink>
      <ScreenTitle screen={t('report.title')} className="text-std-28B-150" />
      <LiveRegion ref={said} className="grid gap-3">
        {done && <Notice tone="success">{done}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {report?.head.state === 'draft' && (
        <>
          <Notice tone="info">{t('report.draftLead')}</Notice>
          <WithholdCard key={report.head.version} report={report} working={working} onSave={save} />
          <h2 className="text-std-20B-150">{t('report.preview')}</h2>
        </>
      )}
      {report?.head.state === 'released' && (
        <>
          <Notice tone="info">{t('report.releasedLead')}</Notice>
          <Button size="lg" busy={working} onClick={() => void handOut()} className="justify-self-start">
            {t('report.print')}
          </Button>
        </>
      )}
      {report && (
        <div className="overflow-hidden rounded-16 border border-line shadow-sheet">
          <ReportSheet report={report} />
        </div>
      )}
      {report?.head.state === 'draft' && (
        <Button
          size="lg"
          aria-haspopup="dialog"
          onClick={() => setReleasing(true)}
          className="justify-self-start"
        >
          {t('report.release')}
        </Button>
      )}
      {report && releasing && (
        <ReleaseDialog
          name={report.content.person}
          withheld={report.withheld.length}
          onClose={() => setReleasing(false)}
          release={release}
        />
      )}
      {printed}
    </div>
  );
}
