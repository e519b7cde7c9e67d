import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { CityRoom } from '../../protocol';

/** In the city's list: that a room is used without consent, by each permit that stands, or that this is asked for. */
export function PermitMark({ room: { permits, permit_case } }: { room: CityRoom }) {
  const { t } = useTranslation();
  if (permits.length > 0) {
    return permits.map(({ ground, until }) => (
      <span
        key={`${ground} ${until}`}
        className="block pt-1 text-[0.875rem] leading-140 font-700 text-error-2"
      >
        {permits.length === 1
          ? t('exceptionalUse.mark', { until: formatMoment(until) })
          : t('exceptionalUse.markOf', {
              ground: t(`exceptionalUse.groundShort.${ground}`),
              until: formatMoment(until),
            })}
      </span>
    ));
  }
  if (!permit_case) return null;
  return <span className="block pt-1 text-[0.875rem] leading-140">{t('exceptionalUse.markWaits')}</span>;
}
