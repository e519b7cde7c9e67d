import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFacilities } from '../../api/staff';
import { Link, navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { Waiting } from '../../app/Waiting';
import { formatDate } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { FacilityLine } from '../../protocol';
import { Notice } from '../../ui/Notice';
import { SearchField } from '../../ui/SearchField';
import { DeviceKindsCard } from './DeviceKindsCard';

/** Which facility's staff. An admin has one and is taken there. */
export default function FacilitiesScreen() {
  const { t } = useTranslation();
  const { session } = useSession();
  const [facilities, setFacilities] = useState<FacilityLine[]>();
  const [problem, setProblem] = useState<string>();
  const [query, setQuery] = useState('');

  useEffect(() => {
    readFacilities().then(
      ({ facilities: all }) => {
        const [only] = all;
        if (session.role === 'facility_admin' && only) navigate(paths.facility(only.facility), true);
        else setFacilities(all);
      },
      (error: unknown) => setProblem(problemWords(t, error)),
    );
  }, [session.role, t]);

  if (!facilities && !problem) return <Waiting />;
  const shown = facilities?.filter((one) => one.name.includes(query.trim()));
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <div className="grid gap-1">
        <ScreenTitle screen={t('staff.title')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('staff.choose')}</p>
      </div>
      <div role="alert" className="empty:absolute">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      {facilities && <SearchField label={t('staff.filterFacilities')} value={query} onChange={setQuery} />}
      {shown?.length === 0 && <p className="py-10 text-center text-ink-soft">{t('staff.noFacility')}</p>}
      <ul aria-label={t('staff.facilities')} className="grid gap-3">
        {shown?.map((one) => (
          <li key={one.facility}>
            <Link
              href={paths.facility(one.facility)}
              className="flex min-h-16 flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded-12 border border-line bg-white p-4 shadow-sheet hover:bg-key-50"
            >
              <span>
                <span className="block text-std-17B-170 leading-140 text-key-900">{one.name}</span>
                <span className="block text-[0.875rem] leading-140 text-ink-soft">
                  {t(`category.${one.category}`)}
                  {one.standing === 'suspended' && (
                    <span className="ml-2 font-700 text-error-2">{t('progress.suspended')}</span>
                  )}
                  {one.ends_on && (
                    <span className="ml-2 font-700 text-error-2">
                      {t('facilityEnd.mark', { day: formatDate(one.ends_on) })}
                    </span>
                  )}
                </span>
              </span>
              <span className="text-[0.9375rem]">{t('staff.count', { staff: one.staff })}</span>
            </Link>
          </li>
        ))}
      </ul>
      {session.role === 'city_moderator' && <DeviceKindsCard />}
    </div>
  );
}
