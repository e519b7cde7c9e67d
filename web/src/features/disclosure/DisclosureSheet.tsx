import { useTranslation } from 'react-i18next';
import { withCity } from '../../app/city-name';
import { formatDate, formatFiscalYear, formatMoment } from '../../i18n/dates';
import type { DisclosedEntry, DisclosedPerson, DisclosureDocument, DisclosureHead } from '../../protocol';
import { PaperMark } from '../../ui/PaperMark';
import { ErasedText } from '../entry-erasure/ErasedText';

/** In which shapes something is withheld; of what there is none nothing is said. */
const PARTS = ['passages', 'entries', 'authors'] as const;

type DisclosureSheetProps = { document: DisclosureDocument; head: DisclosureHead };

/** What whoever asked is given: what the server left, and how much it withheld on which ground. */
export function DisclosureSheet({ document, head }: DisclosureSheetProps) {
  const { t } = useTranslation();
  const { withheld } = document;
  const numbered =
    head.number !== null && head.fiscal_year !== null && head.released_at !== null
      ? t('disclosure.numbered', {
          year: formatFiscalYear(head.fiscal_year),
          number: head.number,
          day: formatMoment(head.released_at, NEVER),
        })
      : undefined;
  return (
    <article className="grid content-start gap-6 bg-white p-5 text-std-17N-170 text-black sm:p-8">
      {numbered && <PaperMark words={numbered} />}
      <header className="grid gap-2 border-b-2 border-black pb-4">
        <p>{withCity(document.city, document.service)}</p>
        <h2 className="text-std-28B-150">{t('disclosure.sheetTitle')}</h2>
        {numbered ? <p>{numbered}</p> : <p className="font-700">{t('disclosure.draftMark')}</p>}
      </header>
      <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[11rem_minmax(0,1fr)]">
        <dt className="font-700">{t('disclosure.sheetPerson')}</dt>
        <dd>{document.person}</dd>
        <dt className="font-700">{t('disclosure.requester')}</dt>
        <dd>{t(`disclosure.by.${document.requester}`)}</dd>
        <dt className="font-700">{t('disclosure.receivedOn')}</dt>
        <dd>{formatDate(document.received_on)}</dd>
        <dt className="font-700">{t('disclosure.range')}</dt>
        <dd>
          {t('disclosure.rangeOf', {
            from: document.from ? formatDate(document.from) : t('disclosure.beginning'),
            upto: document.upto ? formatDate(document.upto) : t('disclosure.untilAsked'),
          })}
        </dd>
        {document.purpose && (
          <>
            <dt className="font-700">{t('export.service')}</dt>
            <dd>{document.purpose}</dd>
          </>
        )}
      </dl>
      <p className="border-2 border-black p-4">{document.notice}</p>
      <ol className="grid gap-4">
        {document.entries.map((entry) => (
          <li key={`${entry.at}${JSON.stringify(entry.pieces)}`} className="break-inside-avoid">
            <EntryOf entry={entry} />
          </li>
        ))}
      </ol>
      <footer className="grid gap-2 border-t-2 border-black pt-4">
        <h3 className="font-700">{t('disclosure.withheld')}</h3>
        {withheld.length === 0 && <p>{t('disclosure.withheldNone')}</p>}
        {withheld.length > 0 && (
          <ul className="grid list-disc gap-2 pl-7">
            {withheld.map((one) => (
              <li key={one.ground}>
                {t('disclosure.withheldOf', {
                  ground: t(`disclosure.groundOf.${one.ground}`),
                  parts: PARTS.filter((part) => one[part] > 0)
                    .map((part) => t(`disclosure.withheldPart.${part}`, { n: one[part] }))
                    .join('、'),
                })}
              </li>
            ))}
          </ul>
        )}
        <p>{t(document.names_staff ? 'disclosure.staffNamed' : 'disclosure.staffUnnamed')}</p>
      </footer>
    </article>
  );
}

function EntryOf({ entry }: { entry: DisclosedEntry }) {
  const { t } = useTranslation();
  const who = (person: DisclosedPerson) => {
    if (person.withheld)
      return t('disclosure.blackWho', { ground: t(`disclosure.groundOf.${person.withheld}`) });
    return [person.name, person.profession, person.facility].filter(Boolean).join('・');
  };
  return (
    <>
      <p className="border-b border-black pb-1 text-[0.9375rem] leading-150">
        {formatMoment(entry.at, NEVER)}　{who(entry.author)}
      </p>
      {entry.erased_at ? (
        <p className="pt-1">
          <ErasedText at={entry.erased_at} />
        </p>
      ) : entry.pieces.length > 0 ? (
        <p className="pt-1 break-words whitespace-pre-wrap">
          {entry.pieces.map((piece, place) =>
            piece.withheld ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces never move
              <span key={place}>
                {piece.text}
                <span className="text-[0.8125rem]">
                  {t('disclosure.because', { ground: t(`disclosure.groundOf.${piece.withheld}`) })}
                </span>
              </span>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces never move
              <span key={place}>{piece.text}</span>
            ),
          )}
        </p>
      ) : (
        entry.kind &&
        entry.kind !== 'post' && (
          <p className="pt-1">
            {t(`disclosure.kind.${entry.kind}`, { who: entry.subject ? who(entry.subject) : '' })}
          </p>
        )
      )}
    </>
  );
}

/** Of no year that is shown: so the year is always written. */
const NEVER = new Date(0);
