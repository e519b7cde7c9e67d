import { useTranslation } from 'react-i18next';
import { restoreFacility, suspendFacility } from '../../api/cases';
import type { FacilityLine, Grounds } from '../../protocol';
import { StandingCard } from './StandingCard';

/** Of a facility nothing is lost: the other grounds are those of IDs and devices too. */
const GROUNDS: readonly Grounds[] = ['leaked', 'unauthorised_access', 'prohibited_act', 'other'];

type FacilityStandingCardProps = { facility: FacilityLine; onChanged(): Promise<void> };

/** 一時停止 of a facility, and its lifting: the city's. */
export function FacilityStandingCard({ facility, onChanged }: FacilityStandingCardProps) {
  const { t } = useTranslation();
  const { facility: id, version, staff } = facility;
  const isSuspended = facility.standing === 'suspended';
  return (
    <StandingCard
      title={t('facility.standing')}
      name={facility.name}
      isSuspended={isSuspended}
      grounds={GROUNDS}
      words={{
        suspend: t('facility.suspend'),
        restore: t('facility.restore'),
        lead: t(isSuspended ? 'facility.isSuspended' : 'facility.suspendLead'),
        text: t(isSuspended ? 'facility.restoreText' : 'facility.suspendText', { staff }),
        own: t('facility.own'),
      }}
      suspend={(grounds) => suspendFacility(id, version, grounds)}
      restore={() => restoreFacility(id, version)}
      onChanged={onChanged}
    />
  );
}
