import { useTranslation } from 'react-i18next';
import { formatDate } from '../../i18n/dates';
import type { DisclosureWords } from '../../protocol';
import { Term } from '../../ui/Terms';

/** What was said about a request. */
export function WordTerms({ words }: { words: DisclosureWords }) {
  const { t } = useTranslation();
  const day = (of: string | null, without: string) => (of ? formatDate(of) : without);
  return (
    <>
      <Term name={t('disclosure.requester')}>
        {t(`disclosure.by.${words.requester}`)}
        {words.relation && `（${words.relation}）`}
      </Term>
      <Term name={t('disclosure.receivedOn')}>{formatDate(words.received_on)}</Term>
      <Term name={t('disclosure.legalBasis')}>
        <span className="whitespace-pre-line">{words.legal_basis}</span>
      </Term>
      <Term name={t('disclosure.purpose')}>
        <span className="whitespace-pre-line">{words.purpose}</span>
      </Term>
      <Term name={t('disclosure.identityCheck')}>
        <span className="whitespace-pre-line">{words.identity_check}</span>
      </Term>
      <Term name={t('disclosure.range')}>
        {t('disclosure.rangeOf', {
          from: day(words.from, t('disclosure.beginning')),
          upto: day(words.upto, t('disclosure.untilAsked')),
        })}
      </Term>
    </>
  );
}
