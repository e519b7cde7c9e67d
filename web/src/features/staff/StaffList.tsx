import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { formatMoment } from '../../i18n/dates';
import type { StaffLine, Standing } from '../../protocol';
import { Term, Terms } from '../../ui/Terms';
import { ProgressMark } from './ProgressMark';

type StaffListProps = {
  facility: string;
  /** How the facility stands. */
  standing: Standing;
  staff: readonly StaffLine[];
};

function useWords() {
  const { t } = useTranslation();
  return {
    t,
    devices: (line: StaffLine) =>
      line.devices.length === 0
        ? t('staff.noDevice')
        : t('staff.devicesCount', {
            devices: line.devices.filter((one) => one.standing === 'active').length,
          }),
    lastSignIn: (line: StaffLine) =>
      line.last_sign_in ? formatMoment(line.last_sign_in) : t('staff.neverSignedIn'),
  };
}

const LINK =
  'inline-flex min-h-11 items-center text-std-17B-170 leading-140 text-key-900 underline underline-offset-4 hover:decoration-2';

export function StaffCards({ facility, standing, staff }: StaffListProps) {
  const { t, devices, lastSignIn } = useWords();
  return (
    <ul aria-label={t('staff.list')} className="grid gap-3">
      {staff.map((line) => (
        <li key={line.account} className="grid gap-2 rounded-12 border border-line bg-white p-4 shadow-sheet">
          <div className="flex flex-wrap items-start justify-between gap-2">
            <div>
              <Link href={paths.member(facility, line.account)} className={LINK}>
                {line.name}
              </Link>
              <p className="text-[0.875rem] leading-140 text-ink-soft">{line.kana}</p>
            </div>
            <ProgressMark line={line} facility={standing} />
          </div>
          <Terms>
            <Term name={t('staff.profession')}>{line.profession}</Term>
            <Term name={t('staff.loginId')}>{line.login_id}</Term>
            <Term name={t('staff.devices')}>{devices(line)}</Term>
            <Term name={t('staff.lastSignIn')}>{lastSignIn(line)}</Term>
          </Terms>
        </li>
      ))}
    </ul>
  );
}

export function StaffTable({ facility, standing, staff }: StaffListProps) {
  const { t, devices, lastSignIn } = useWords();
  const heads = [
    t('staff.person'),
    t('staff.profession'),
    t('staff.loginId'),
    t('staff.progress'),
    t('staff.devices'),
    t('staff.lastSignIn'),
  ];
  return (
    <div className="overflow-hidden rounded-12 border border-line bg-white shadow-sheet">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{t('staff.list')}</caption>
        <thead>
          <tr className="border-b border-solid-gray-500 bg-paper">
            {heads.map((head) => (
              <th key={head} scope="col" className="px-4 py-2.5 text-dns-14B-130 whitespace-nowrap">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {staff.map((line) => (
            <tr
              key={line.account}
              className="border-b border-line align-middle last:border-b-0 hover:bg-key-50/50"
            >
              <th scope="row" className="px-4 py-2.5 font-400">
                <Link href={paths.member(facility, line.account)} className={LINK}>
                  {line.name}
                </Link>
                <span className="block text-[0.875rem] leading-140 text-ink-soft">{line.kana}</span>
              </th>
              <td className="px-4 py-2.5 text-[0.9375rem] leading-150">{line.profession}</td>
              <td className="px-4 py-2.5 font-mono text-[0.9375rem] leading-150 whitespace-nowrap">
                {line.login_id}
              </td>
              <td className="px-4 py-2.5">
                <ProgressMark line={line} facility={standing} />
              </td>
              <td className="px-4 py-2.5 text-[0.9375rem] leading-150">{devices(line)}</td>
              <td className="px-4 py-2.5 text-[0.9375rem] leading-150 whitespace-nowrap">
                {lastSignIn(line)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
