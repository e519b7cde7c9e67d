import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { withCity } from '../../app/city-name';
import { formatDate, formatDay, formatInstant, formatTime } from '../../i18n/dates';
import { isPost, type PostEntry } from '../../live/entry';
import type { RoomExport } from '../../protocol';
import { endWords } from '../city/support-end';
import { ErasedText } from '../entry-erasure/ErasedText';
import { QuietLine } from '../room/QuietLine';
import { byDay, consentWords, markOf } from './export';

/** What leaves on paper. Head and foot of the table are repeated by the printer on every page. */
export function ExportSheet({ sheet }: { sheet: RoomExport }) {
  const { t } = useTranslation();
  const [who, when] = markOf(t, sheet);
  return (
    <div className="export-sheet bg-white text-black">
      <table role="presentation" className="w-full">
        <thead>
          <tr>
            <td className="pb-2 leading-150">
              <p className="border-b border-black pb-1">
                {t('export.running', { service: withCity(sheet.city, sheet.service), number: sheet.number })}
              </p>
            </td>
          </tr>
        </thead>
        <tfoot>
          <tr>
            <td className="pt-3 leading-150">
              <p className="border-t border-black pt-1">{sheet.notice}</p>
              <p>
                {who} {when}
              </p>
            </td>
          </tr>
        </tfoot>
        <tbody>
          <tr>
            <td>
              <Body sheet={sheet} />
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Body({ sheet }: { sheet: RoomExport }) {
  const { t } = useTranslation();
  const posts = new Map(sheet.entries.filter(isPost).map((post) => [post.id, post]));
  const reason = t(`export.purpose.${sheet.reason.purpose}`);
  return (
    <article>
      <header className="grid break-inside-avoid gap-2">
        <h2 className="text-std-24B-150">{t('export.sheet', { name: sheet.person })}</h2>
        <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[9rem_minmax(0,1fr)] print:grid-cols-[9rem_minmax(0,1fr)]">
          <Line name={t('info.name')}>{t('receipt.for', { name: sheet.person, kana: sheet.kana })}</Line>
          <Line name={t('info.birthDate')}>{formatDate(sheet.birth_date)}</Line>
          <Line name={t('info.state')}>{t(`state.${sheet.state}`)}</Line>
          <Line name={t('info.consent')}>{consentWords(t, sheet.consent)}</Line>
          {sheet.end && <Line name={t('export.supportEnd')}>{endWords(t, sheet.end)}</Line>}
          <Line name={t('export.period')}>
            {t('export.between', { from: formatDate(sheet.from), upto: formatDate(sheet.upto) })}
          </Line>
          <Line name={t('export.purposeLabel')}>
            {sheet.reason.words ? t('export.reason', { reason, words: sheet.reason.words }) : reason}
          </Line>
          <Line name={t('export.exportedBy')}>
            {t('export.by', { ...sheet.exported_by, at: formatInstant(sheet.exported_at) })}
          </Line>
          <Line name={t('info.members')}>
            {sheet.members
              .map(({ name, profession, facility }) =>
                t('report.who', { name, where: `${profession}・${facility}` }),
              )
              .join('、')}
          </Line>
          <Line name={t('export.service')}>{sheet.service_purpose}</Line>
        </dl>
      </header>
      {byDay(sheet.entries).map(({ key, at, entries }) => (
        <section key={key}>
          <h3 className="mt-5 break-after-avoid border-b border-black text-[1.1em] font-700">
            {formatDay(at, NEVER)}
          </h3>
          {entries.map((entry) =>
            isPost(entry) ? (
              <Post key={entry.id} post={entry} answered={posts.get(entry.reply_to ?? '')} />
            ) : (
              <div key={entry.id} className="mt-2.5">
                <QuietLine entry={entry} />
              </div>
            ),
          )}
        </section>
      ))}
      <p className="mt-5 border-t border-black pt-2">
        {t('export.end', { first: sheet.first_seq, last: sheet.last_seq })}
      </p>
    </article>
  );
}

/** A longer post goes on on the next page: kept whole it would leave most of one empty. */
const KEPT_WHOLE = 600;

function Post({ post, answered }: { post: PostEntry; answered: PostEntry | undefined }) {
  const { t } = useTranslation();
  const { author } = post;
  return (
    <div className={`mt-2.5 ${post.body.length > KEPT_WHOLE ? '' : 'break-inside-avoid'}`}>
      <p className="break-after-avoid leading-150">
        <span className="font-700">
          {formatTime(post.at)}　{author.name}
        </span>
        {t('export.where', { profession: author.profession, facility: author.facility })}
        {post.priority !== 'normal' && (
          <span className="ml-2 border border-black px-1 font-700">{t(`priority.${post.priority}`)}</span>
        )}
      </p>
      {post.reply_to !== undefined && (
        <p className="break-after-avoid text-[0.9em] leading-150">
          {answered ? t('room.inReplyTo', { name: answered.author.name }) : t('room.replyElsewhere')}
        </p>
      )}
      <p className="break-normal wrap-anywhere whitespace-pre-wrap">
        {post.erased_at ? <ErasedText at={post.erased_at} /> : post.body.trimEnd()}
      </p>
    </div>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="leading-150">{name}</dt>
      <dd className="leading-150">{children}</dd>
    </>
  );
}

/** Of no year that is shown: so the year is always written. */
const NEVER = new Date(0);
