import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { Disqualification } from '../../protocol';
import { Notice } from '../../ui/Notice';

/** That the city disqualified an ID; why, only where the city looks. */
export function Disqualified({ of: { at, decision } }: { of: Disqualification }) {
  const { t } = useTranslation();
  return (
    <Notice tone="warning">
      {t('disqualify.since', { at: formatMoment(at) })}
      {decision && (
        <span className="block">
          {t('disqualify.why', { act: t(`prohibited.${decision.act}`), by: decision.by })}
        </span>
      )}
    </Notice>
  );
}
