import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readEnd, withdrawEnd } from '../../api/facility';
import { ProblemError } from '../../api/request';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatDate, formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { FacilityEnd } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { EndForm } from './EndForm';

type Said = { tone: 'success' | 'warning' | 'error'; text: string };

/** 利用の廃止: what is still there, for which day it is said, and taking it back before. */
export default function EndScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<FacilityEnd>();
  const [said, setSaid] = useState<Said>();
  const region = useRef<HTMLDivElement>(null);

  const load = useCallback(async () => {
    try {
      setFound(await readEnd(facility));
    } catch (error) {
      setSaid({ tone: 'error', text: problemWords(t, error) });
    }
  }, [facility, t]);

  useEffect(() => {
    void load();
  }, [load]);

  useEffect(() => {
    if (!said) return;
    region.current?.scrollIntoView({ block: 'center' });
    region.current?.focus({ preventScroll: true });
  }, [said]);

  const changed = (after: FacilityEnd, text: string) => {
    setFound(after);
    setSaid({ tone: 'success', text });
  };
  const stale = () => {
    setSaid({ tone: 'warning', text: t('problem.stale') });
    void load();
  };

  if (!found && !said) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.facility(facility)}>
        <BackIcon className="size-5" />
        {t('staff.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('facilityEnd.title')} className="text-std-28B-150" />
        <p className="text-std-17N-170">{found?.facility.name}</p>
        <p className="text-ink-soft">{t('facilityEnd.lead')}</p>
      </div>
      <LiveRegion ref={region} className="grid gap-3">
        {said && <Notice tone={said.tone}>{said.text}</Notice>}
      </LiveRegion>
      {found?.said && (
        <Standing
          found={found}
          onWithdrawn={(after) => changed(after, t('facilityEnd.withdrawn'))}
          onStale={stale}
        />
      )}
      {found && (
        <EndForm
          key={`${found.facility.version} ${found.left.staff} ${found.left.devices} ${found.left.rooms}`}
          found={found}
          onSaid={(after) => changed(after, t('facilityEnd.said'))}
          onStale={stale}
        />
      )}
    </div>
  );
}

type StandingProps = { found: FacilityEnd; onWithdrawn(after: FacilityEnd): void; onStale(): void };

/** That it ends, and on whose word. */
function Standing({ found: { facility, said }, onWithdrawn, onStale }: StandingProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  if (!said) return null;

  const withdraw = async () => {
    setWorking(true);
    setProblem(undefined);
    try {
      const after = await withdrawEnd(facility.facility, facility.version);
      setAsking(false);
      onWithdrawn(after);
    } catch (error) {
      setWorking(false);
      if (error instanceof ProblemError && error.problem.code === 'stale') {
        setAsking(false);
        onStale();
      } else setProblem(problemWords(t, error));
    }
  };

  return (
    <Card title={t('facilityEnd.mark', { day: formatDate(said.effective_on) })}>
      <p className="text-std-16N-170">
        {t('facilityEnd.endsOn', { day: formatDate(said.effective_on) })}
        <br />
        {t(said.by_city ? 'facilityEnd.saidByCity' : 'facilityEnd.saidBy', {
          at: formatMoment(said.at),
          by: said.by,
        })}
      </p>
      {said.may_withdraw ? (
        <Button
          look="outline"
          aria-haspopup="dialog"
          onClick={() => setAsking(true)}
          className="justify-self-start"
        >
          {t('facilityEnd.withdraw')}
        </Button>
      ) : (
        <p className="text-ink-soft">{t('facilityEnd.byCity')}</p>
      )}
      {asking && (
        <Dialog title={t('facilityEnd.withdraw')} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-18B-160">{facility.name}</p>
            <p className="text-std-17N-170">{t('facilityEnd.withdrawText')}</p>
            <div role="alert" className="empty:absolute">
              {problem && <Notice tone="error">{problem}</Notice>}
            </div>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button busy={working} onClick={() => void withdraw()}>
              {t('facilityEnd.withdraw')}
            </Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
