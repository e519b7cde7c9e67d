import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { formatDay } from '../../i18n/dates';
import type { StaffLine } from '../../protocol';
import { Card } from '../../ui/Card';
import { endingSoon } from './certificates';

type CertificatesCardProps = { facility: string; staff: readonly StaffLine[] };

/** The devices that will not let their people in soon, unless somebody does something. */
export function CertificatesCard({ facility, staff }: CertificatesCardProps) {
  const { t } = useTranslation();
  const endings = endingSoon(staff);
  if (endings.length === 0) return null;
  return (
    <Card title={t('certificate.endingTitle')}>
      <p className="text-std-16N-170">{t('certificate.endingLead')}</p>
      <ul className="grid gap-2">
        {endings.map((one) => (
          <li key={one.device} className="grid gap-x-4 sm:grid-cols-[15rem_minmax(0,1fr)]">
            <span className="leading-150">{endWords(one.ends, t)}</span>
            <Link
              href={paths.member(facility, one.account)}
              className="text-key-900 underline underline-offset-4 hover:decoration-2"
            >
              {t('certificate.endingOf', { device: one.label, name: one.name })}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Until when a certificate is good, or that it is over. */
export function endWords(ends: string, t: TFunction): string {
  const day = formatDay(ends);
  return Date.parse(ends) > Date.now() ? t('certificate.endsOn', { day }) : t('certificate.endedOn', { day });
}
