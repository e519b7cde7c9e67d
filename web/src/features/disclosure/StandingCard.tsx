import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { TextLink } from '../../app/TextLink';
import { formatDate, formatFiscalYear, formatMoment } from '../../i18n/dates';
import type { Disclosure, DisclosureState } from '../../protocol';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { WordTerms } from './DisclosureTerms';

const TONES: Partial<Record<DisclosureState, 'success' | 'warning'>> = {
  released: 'success',
  shut: 'warning',
};

/** How a request stands, what was said about it, and who unsealed the room when. */
export function StandingCard({ found: { head, words, unsealings } }: { found: Disclosure }) {
  const { t } = useTranslation();
  return (
    <Card title={t('disclosure.standing')}>
      <Notice tone={TONES[head.state] ?? 'info'}>
        {t(`disclosure.stateText.${head.state}`, {
          until: head.unsealed_until ? formatMoment(head.unsealed_until) : '',
        })}
      </Notice>
      <Terms>
        {head.number !== null && head.fiscal_year !== null && (
          <Term name={t('disclosure.numberName')}>
            {t('disclosure.number', { year: formatFiscalYear(head.fiscal_year), number: head.number })}
          </Term>
        )}
        <Term name={t('disclosure.due')}>{formatDate(head.due)}</Term>
        {words && <WordTerms words={words} />}
        <Term name={t('disclosure.entries')}>
          {t('disclosure.entriesOf', { entries: head.entries, redacted: head.redacted })}
        </Term>
        <Term name={t('disclosure.unsealings')}>
          <ul className="grid gap-2">
            {unsealings.map((one) => (
              // The link stands on a line of its own, not at the end of what was said last.
              <li key={one.case} className="grid justify-items-start">
                <span>{t('disclosure.askedBy', { name: one.asked_by, at: formatMoment(one.asked_at) })}</span>
                {one.unsealed_at && one.unsealed_until && (
                  <span>
                    {t('disclosure.unsealedBy', {
                      name: one.unsealed_by,
                      at: formatMoment(one.unsealed_at),
                      until: formatMoment(one.unsealed_until),
                    })}
                  </span>
                )}
                <TextLink href={paths.case(one.case)}>{t('disclosure.toCase')}</TextLink>
              </li>
            ))}
          </ul>
        </Term>
      </Terms>
    </Card>
  );
}
