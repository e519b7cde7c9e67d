import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatDate } from '../../i18n/dates';
import { Button, buttonClass } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { useThreePanes } from '../../ui/media';
import { Notice } from '../../ui/Notice';
import { SearchField } from '../../ui/SearchField';
import { takeOutcome } from '../city/outcome';
import { CertificatesCard } from './CertificatesCard';
import { ChangesCard } from './ChangesCard';
import { FacilityStandingCard } from './FacilityStandingCard';
import { waitingFirst } from './progress';
import { StaffCards, StaffTable } from './StaffList';
import { useChanges } from './use-changes';
import { useStaff } from './use-staff';

/** The staff of a facility: who they are, and for whom something is to be done. */
export default function StaffScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const wide = useThreePanes();
  const { session } = useSession();
  const { found, problem, load } = useStaff(facility);
  const { changes } = useChanges(facility);
  const [outcome] = useState(takeOutcome);
  const [query, setQuery] = useState('');

  if (!found && !problem) return <Waiting />;
  const words = query.trim();
  const shown = waitingFirst(found?.staff ?? [], found?.facility.standing).filter((line) =>
    [line.name, line.kana, line.login_id].some((text) => text.includes(words)),
  );
  const List = wide ? StaffTable : StaffCards;
  return (
    <div className="mx-auto grid max-w-6xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      {session.role === 'city_moderator' && (
        <TextLink href={paths.facilities}>
          <BackIcon className="size-5" />
          {t('staff.toFacilities')}
        </TextLink>
      )}
      <div className="grid gap-1">
        <ScreenTitle screen={t('staff.title')} className="text-std-28B-150" />
        {found && (
          <p className="text-std-17N-170">
            {t('staff.at', { facility: found.facility.name, staff: found.staff.length })}
          </p>
        )}
      </div>
      <LiveRegion className="grid gap-3">
        {outcome && <Notice tone="success">{outcome.join('')}</Notice>}
        {problem && (
          <Notice
            tone="error"
            action={
              <Button size="sm" look="outline" onClick={() => void load()}>
                {t('app.retry')}
              </Button>
            }
          >
            {problem}
          </Notice>
        )}
      </LiveRegion>
      {found?.facility.standing === 'suspended' && (
        <Notice tone="warning">{t('staff.facilitySuspended')}</Notice>
      )}
      {found?.facility.ends_on && (
        <Notice tone="warning">{t('facilityEnd.endsOn', { day: formatDate(found.facility.ends_on) })}</Notice>
      )}
      {found && <CertificatesCard facility={facility} staff={found.staff} />}
      {found && !found.may_issue_ids && <Notice tone="info">{t('staff.cityIssues')}</Notice>}
      {found && (
        <div className="flex flex-wrap gap-3">
          {found.may_issue_ids && (
            <>
              <Link href={paths.addStaff(facility)} className={buttonClass('solid', 'md')}>
                {t('staff.add')}
              </Link>
              <Link href={paths.importStaff(facility)} className={buttonClass('outline', 'md')}>
                {t('staffFile.title')}
              </Link>
            </>
          )}
          <Link href={paths.facilityProfile(facility)} className={buttonClass('outline', 'md')}>
            {t('profile.title')}
          </Link>
          <Link href={paths.devices(facility)} className={buttonClass('outline', 'md')}>
            {t('device.title')}
          </Link>
          <Link href={paths.inventory(facility)} className={buttonClass('outline', 'md')}>
            {t('inventory.title')}
          </Link>
          <Link href={paths.review(facility)} className={buttonClass('outline', 'md')}>
            {t('review.title')}
          </Link>
          <Link href={paths.facilityEnd(facility)} className={buttonClass('outline', 'md')}>
            {t('facilityEnd.title')}
          </Link>
        </div>
      )}
      {found && found.staff.length > 0 && (
        <div className="lg:max-w-sm">
          <SearchField label={t('staff.filter')} value={query} onChange={setQuery} />
        </div>
      )}
      {found?.staff.length === 0 && (
        <p className="py-10 text-center text-ink-soft">
          {t(found.may_issue_ids ? 'staff.empty' : 'staff.emptyCity')}
        </p>
      )}
      {found && found.staff.length > 0 && shown.length === 0 && (
        <p className="py-10 text-center text-ink-soft">{t('staff.noMatch')}</p>
      )}
      {found && shown.length > 0 && (
        <List facility={facility} standing={found.facility.standing} staff={shown} />
      )}
      {changes && changes.length > 0 && <ChangesCard changes={changes} named />}
      {found && session.role === 'city_moderator' && (
        <FacilityStandingCard facility={found.facility} onChanged={load} />
      )}
    </div>
  );
}
