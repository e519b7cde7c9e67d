import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import { ClockIcon } from '../../ui/icons';

/** One is in the room by the city's permit (article 20), and until when. */
export function PermitMark({ until }: { until: string }) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex items-center gap-1 rounded-4 border border-warning-orange-1 bg-orange-50 px-1.5 py-0.5 text-[0.8125rem] leading-130 text-ink">
      <ClockIcon className="size-4 shrink-0" />
      {t('rooms.permittedUntil', { until: formatMoment(until) })}
    </span>
  );
}
