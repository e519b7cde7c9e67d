import { useTranslation } from 'react-i18next';
import { restoreAccount, suspendAccount } from '../../api/cases';
import type { Grounds, StaffLine } from '../../protocol';
import { StandingCard } from './StandingCard';

/** A lost device or passkey is reported, which suspends that alone. */
const GROUNDS: readonly Grounds[] = ['leaked', 'unauthorised_access', 'prohibited_act', 'other'];

type AccountStandingCardProps = { line: StaffLine; onChanged(): Promise<unknown> };

/** 一時停止 of an ID, and its lifting (articles 28 and 39): the city's. */
export function AccountStandingCard({ line, onChanged }: AccountStandingCardProps) {
  const { t } = useTranslation();
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
      onChanged={onChanged}
    />
  );
}
