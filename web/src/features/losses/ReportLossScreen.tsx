import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityAccount, readCityAccounts, reportLossOfAnyone } from '../../api/losses';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { CityAccount, CityAccountDetail, LossBody } from '../../protocol';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { SearchField } from '../../ui/SearchField';
import { leaveOutcome } from '../city/outcome';
import { PasskeysCard } from '../staff/PasskeysCard';
import { LossButton } from './LossButton';
import { LossDialog } from './LossDialog';
import type { Lost } from './loss';
import { Stopped } from './Stopped';

/** So many are shown of those that the words fit: whoever is on the telephone says more. */
const SHOWN = 20;

/** 紛失の届出 by telephone, at any hour: the city finds the person, and what they lost is out. */
export default function ReportLossScreen() {
  const { t } = useTranslation();
  const [accounts, setAccounts] = useState<CityAccount[]>();
  const [found, setFound] = useState<CityAccountDetail>();
  const [query, setQuery] = useState('');
  const [lost, setLost] = useState<Lost>();
  const [problem, setProblem] = useState<string>();

  const choose = useCallback(
    async (account: string) => {
      try {
        setFound(await readCityAccount(account));
        setProblem(undefined);
      } catch (error) {
        setProblem(problemWords(t, error));
      }
    },
    [t],
  );

  useEffect(() => {
    readCityAccounts().then(
      ({ accounts }) => setAccounts(accounts),
      (error: unknown) => setProblem(problemWords(t, error)),
    );
  }, [t]);

  const report = async (body: LossBody) => {
    if (!found) return undefined;
    try {
      const { receipt } = await reportLossOfAnyone(found.line.account, body);
      leaveOutcome([t('lossCase.reported', { name: found.line.name, receipt })]);
      navigate(paths.cases);
    } catch (error) {
      await choose(found.line.account);
      return problemWords(t, error);
    }
    return undefined;
  };

  if (!accounts && !problem) return <Waiting />;
  const words = query.trim();
  const matching = (accounts ?? []).filter(
    ({ standing, name, login_id }) =>
      standing !== 'ended' && words !== '' && (name.includes(words) || login_id.includes(words)),
  );
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.cases}>
        <BackIcon className="size-5" />
        {t('cases.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('lossCase.report')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('lossCase.reportLead')}</p>
      </div>
      <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
      <SearchField
        label={t('lossCase.search')}
        value={query}
        onChange={(text) => {
          setQuery(text);
          setFound(undefined);
        }}
      />
      {!found && words !== '' && matching.length === 0 && (
        <p className="text-ink-soft">{t('lossCase.noMatch')}</p>
      )}
      {!found && (
        <ul className="grid gap-2">
          {matching.slice(0, SHOWN).map((line) => (
            <li key={line.account}>
              <button
                type="button"
                onClick={() => void choose(line.account)}
                className="grid min-h-14 w-full rounded-12 border border-line bg-white px-4 py-2.5 text-left shadow-sheet hover:bg-key-50"
              >
                <span className="text-std-17B-170 leading-150 text-key-900 underline underline-offset-4">
                  {line.name}
                </span>
                <span className="text-[0.9375rem] leading-150 text-ink-soft">
                  {line.facility ?? t('lossCase.noFacility')}
                  <span className="ml-3 font-mono">{line.login_id}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found && (
        <>
          <p className="text-std-18B-160">
            {found.line.name}
            <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">
              {found.line.facility ?? t('lossCase.noFacility')}
              <span className="ml-3 font-mono">{found.line.login_id}</span>
            </span>
          </p>
          <Card title={t('staff.devices')}>
            {found.devices.length === 0 && <p className="text-ink-soft">{t('staff.noDevice')}</p>}
            <ul className="grid gap-3">
              {found.devices.map((device) => (
                <li
                  key={device.device}
                  className="flex flex-wrap items-center justify-between gap-3 rounded-12 border border-line p-3"
                >
                  <div className="grid gap-1">
                    <p className="text-std-17N-170 leading-150">{device.label}</p>
                    {device.standing !== 'active' && <Stopped />}
                  </div>
                  {device.standing === 'active' && (
                    <LossButton what={device.label} onClick={() => setLost({ is: 'device', device })} />
                  )}
                </li>
              ))}
            </ul>
          </Card>
          <PasskeysCard passkeys={found.passkeys} onLost={(passkey) => setLost({ is: 'passkey', passkey })} />
        </>
      )}
      {found && lost && (
        <LossDialog
          lost={lost}
          passkeys={found.passkeys}
          name={found.line.name}
          onClose={() => setLost(undefined)}
          report={report}
        />
      )}
    </div>
  );
}
