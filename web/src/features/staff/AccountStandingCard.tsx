import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAccount, restoreAccount, suspendAccount } from '../../api/cases';
import type { CityAccount, Grounds } from '../../protocol';
import { StandingCard } from './StandingCard';

/** A lost device or passkey is reported, which suspends that alone. */
const GROUNDS: readonly Grounds[] = ['leaked', 'unauthorised_access', 'prohibited_act', 'other'];

type AccountStandingCardProps = { account: string; onChanged(): Promise<unknown> };

/** 一時停止 of an ID, and its lifting (articles 28 and 39): the city's. */
export function AccountStandingCard({ account, onChanged }: AccountStandingCardProps) {
  const { t } = useTranslation();
  const [line, setLine] = useState<CityAccount>();

  const load = useCallback(async () => {
    // What is wrong with the server the list of staff says.
    setLine(await readAccount(account).catch(() => undefined));
  }, [account]);
  useEffect(() => {
    void load();
  }, [load]);

  // What has ended is neither suspended nor restored.
  if (!line || line.standing === 'ended') return null;
  const isSuspended = line.standing === 'suspended';
  return (
    <StandingCard
      title={t('staff.standing')}
      name={t('staff.standingOf', { name: line.name, login: line.login_id })}
      isSuspended={isSuspended}
      grounds={GROUNDS}
      words={{
        suspend: t('staff.suspend'),
        restore: t('staff.restore'),
        lead: t(isSuspended ? 'staff.isSuspended' : 'staff.suspendLead'),
        text: t(isSuspended ? 'staff.restoreText' : 'staff.suspendText'),
        own: t('staff.suspendOwn'),
      }}
      suspend={(grounds) => suspendAccount(line, grounds)}
      restore={() => restoreAccount(line)}
      onChanged={() => Promise.all([load(), onChanged()])}
    />
  );
}
