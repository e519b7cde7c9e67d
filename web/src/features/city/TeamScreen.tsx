import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { admitMember, readTeam, removeMember } from '../../api/city';
import { readCityAccounts } from '../../api/losses';
import { ProblemError } from '../../api/request';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { CityAccount, Team, TeamMember } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { AdmitCard, ByPermit } from './AdmitCard';
import { permitted } from './admissible';
import { isOpen } from './list';
import { ScopeCard } from './ScopeCard';
import { TeamDialog } from './TeamDialog';

type Asking = { is: 'admit'; who: CityAccount } | { is: 'remove'; who: TeamMember };

/** 支援チーム: the city decides who takes part. It sees who, never what they write. */
export default function TeamScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const [team, setTeam] = useState<Team>();
  const [accounts, setAccounts] = useState<CityAccount[]>();
  const [asking, setAsking] = useState<Asking>();
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<string>();

  const load = useCallback(async () => {
    try {
      setTeam(await readTeam(room));
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [room, t]);

  useEffect(() => {
    void load();
    readCityAccounts().then(
      (found) => setAccounts(found.accounts),
      (error: unknown) => setProblem(problemWords(t, error)),
    );
  }, [load, t]);

  const said = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!done && !problem) return;
    said.current?.scrollIntoView({ block: 'center' });
    said.current?.focus({ preventScroll: true });
  }, [done, problem]);

  const decide = async (version: number, { is, who }: Asking) => {
    const wasPermitted = team !== undefined && permitted(team).has(who.account);
    setDone(undefined);
    setProblem(undefined);
    try {
      if (is === 'admit') setTeam(await admitMember(room, who.account, version));
      else {
        await removeMember(room, who.account, version);
        await load();
      }
      setAsking(undefined);
      const admitted = wasPermitted ? 'team.stays' : 'team.admitted';
      setDone(t(is === 'admit' ? admitted : 'team.removed', { name: who.name }));
      return undefined;
    } catch (error) {
      const isStale = error instanceof ProblemError && error.problem.code === 'stale';
      const isOutside = error instanceof ProblemError && error.problem.field === 'scope';
      if (isOutside) return t('team.outsideScope');
      if (!isStale) return problemWords(t, error);
      setAsking(undefined);
      setProblem(problemWords(t, error));
      await load();
      return undefined;
    }
  };

  if (!team && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('team.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('team.title')} className="text-std-28B-150" />
        {team && (
          <p className="text-std-17N-170">
            {t('receipt.for', { name: team.room.label, kana: team.room.kana })}
          </p>
        )}
        <p className="text-ink-soft">{t('team.lead')}</p>
      </div>
      <LiveRegion ref={said} className="grid gap-3">
        {done && <Notice tone="success">{done}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {team && (
        <>
          {team.room.consent?.scope && <ScopeCard scope={team.room.consent.scope} />}
          <Card title={t('team.members')}>
            {team.members.length === 0 && <p className="text-ink-soft">{t('team.none')}</p>}
            <ul className="grid gap-2">
              {team.members.map((member) => (
                <li
                  key={member.account}
                  className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-12 border border-line p-3"
                >
                  <p className="min-w-0 text-std-17B-170 leading-150">
                    {member.name}
                    <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">
                      {member.profession}・{member.facility}
                    </span>
                    <ByPermit until={member.permitted_until} />
                  </p>
                  {isOpen(team.room) && (
                    <Button
                      size="sm"
                      look="outline"
                      aria-haspopup="dialog"
                      aria-label={t('team.removeFor', { name: member.name })}
                      onClick={() => setAsking({ is: 'remove', who: member })}
                    >
                      {t('team.remove')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </Card>
          {team.room.state === 'active' ? (
            accounts && (
              <AdmitCard
                accounts={accounts}
                team={team}
                onChoose={(who) => setAsking({ is: 'admit', who })}
              />
            )
          ) : (
            <Notice tone="info">{t(`team.closed.${team.room.state}`)}</Notice>
          )}
          {asking && (
            <TeamDialog
              is={asking.is}
              name={asking.who.name}
              facility={asking.who.facility ?? ''}
              permittedUntil={permitted(team).get(asking.who.account)}
              onClose={() => setAsking(undefined)}
              decide={() => decide(team.room.version, asking)}
            />
          )}
        </>
      )}
    </div>
  );
}
