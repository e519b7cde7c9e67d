import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readOwnUseApplications } from '../../api/exceptional-use-applications';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { useSaid } from '../../ui/use-said';
import { UseApplicationCard } from './UseApplicationCard';

/** 例外利用の申請: all that one has applied for oneself, also of rooms that one does not see any more. */
export default function UseApplicationsScreen() {
  const { t } = useTranslation();
  const { found, setFound, problem, setProblem } = useLoaded(readOwnUseApplications, undefined);
  const [done, setDone] = useState<string>();
  const said = useSaid(problem, done);
  if (!found && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.rooms}>
        <BackIcon className="size-5" />
        {t('error.toRooms')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('useApplication.own')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('useApplication.ownLead')}</p>
      </div>
      <LiveRegion ref={said} className="grid gap-3">
        {done && <Notice tone="success">{done}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {found?.applications.length === 0 && <p className="text-std-17N-170">{t('useApplication.none')}</p>}
      {found?.applications.map((one) => (
        <UseApplicationCard
          key={one.case}
          application={one}
          onWithdrawn={(applications) => {
            setFound({ applications });
            setProblem(undefined);
            setDone(t('useApplication.withdrawn'));
          }}
          onFailed={(error) => setProblem(problemWords(t, error))}
        />
      ))}
    </div>
  );
}
