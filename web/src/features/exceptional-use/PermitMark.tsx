import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { CityRoom } from '../../protocol';

/** In the city's list: that a room is used without consent, or that this is asked for. */
export function PermitMark({ room: { permit, permit_case } }: { room: CityRoom }) {
  const { t } = useTranslation();
  if (permit) {
    return (
      <span className="block pt-1 text-[0.875rem] leading-140 font-700 text-error-2">
        {t('exceptionalUse.mark', { until: formatMoment(permit.until) })}
      </span>
    );
  }
  if (!permit_case) return null;
  return <span className="block pt-1 text-[0.875rem] leading-140">{t('exceptionalUse.markWaits')}</span>;
}
