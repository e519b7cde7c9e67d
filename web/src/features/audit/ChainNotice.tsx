import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { AuditChain } from '../../protocol';
import { Notice } from '../../ui/Notice';

/** What was linked since the last look is checked with the next one. */
const SOON = 500;

/** Whether the log is what it was, up to which event, and how anybody knows. */
export function ChainNotice({ chain }: { chain: AuditChain }) {
  const { t } = useTranslation();
  const { linked, linked_upto, checked, checked_upto, checked_at, is_broken, has_second_place } = chain;
  const at = checked_at ? formatMoment(checked_at) : '';
  const isBehind = linked - checked > SOON;
  const words = () => {
    if (is_broken) return t('audit.chain.broken', { at, checked });
    if (linked === 0) return t('audit.chain.none');
    if (!checked_at || !checked_upto) return t('audit.chain.waiting');
    if (isBehind) return t('audit.chain.going', { at, checked, linked });
    return t('audit.chain.whole', { at, checked, upto: formatMoment(checked_upto) });
  };
  const isWhole = !is_broken && checked > 0 && !isBehind && has_second_place;
  return (
    <Notice tone={is_broken ? 'error' : isWhole ? 'success' : has_second_place ? 'info' : 'warning'}>
      <p className="font-700">{t('audit.chain.title')}</p>
      <p>{words()}</p>
      {!has_second_place && <p>{t('audit.chain.noSecondPlace')}</p>}
      {linked_upto && !is_broken && (
        <p className="text-[0.9375rem] leading-150 text-ink-soft">
          {t('audit.chain.how', { linked, upto: formatMoment(linked_upto) })}
        </p>
      )}
    </Notice>
  );
}
