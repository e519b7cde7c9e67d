import { useTranslation } from 'react-i18next';
import { formatDate, formatDay } from '../../i18n/dates';
import type { AccessReport } from '../../protocol';
import { PaperMark } from '../../ui/PaperMark';
import { byDay, whenOf, whoOf } from './report';

/** What the person is given: large, in plain words, and the same words at its end whatever it tells. */
export function ReportSheet({ report }: { report: AccessReport }) {
  const { t } = useTranslation();
  const { head, content } = report;
  const days = byDay(content.lines);
  const numbered =
    head.number !== null && head.released_at !== null
      ? t('report.numbered', { number: head.number, day: formatDate(tokyoDay(head.released_at)) })
      : undefined;
  return (
    <article className="grid content-start gap-6 bg-white p-5 text-[1.25rem] leading-170 text-black sm:p-8">
      {numbered && <PaperMark words={`${t('report.title')}\n${numbered}`} />}
      <header className="grid gap-2 border-b-2 border-black pb-4">
        <p>{content.city}</p>
        <h2 className="text-std-28B-150">{t('report.title')}</h2>
        {numbered ? <p>{numbered}</p> : <p className="font-700">{t('report.draftMark')}</p>}
      </header>
      <p className="font-700">{t('report.for', { name: content.person })}</p>
      <p>
        {t('report.says', {
          name: content.person,
          from: formatDate(content.from),
          upto: formatDate(content.upto),
        })}
      </p>
      {days.length === 0 && <p className="border-2 border-black p-4">{t('report.nothing')}</p>}
      {days.map(({ day, lines }) => (
        <section key={day} className="grid gap-2">
          <h3 className="break-after-avoid border-b border-black pb-1 font-700">
            {formatDay(`${day}T03:00:00Z`, NEVER)}
          </h3>
          <ul className="grid gap-3">
            {lines.map((line) => (
              <li key={`${line.first}${line.deed}${line.name}`} className="break-inside-avoid">
                <p>{whenOf(t, line)}</p>
                <p className="font-700">{whoOf(t, line)}</p>
                <p>{t(`report.deed.${line.deed}`)}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <footer className="grid gap-2 border-t-2 border-black pt-4">
        <h3 className="font-700">{t('report.about')}</h3>
        <ul className="grid list-disc gap-2 pl-7">
          {content.purpose && <li>{t('report.aboutPurpose', { purpose: content.purpose })}</li>}
          <li>{t('report.aboutSaw')}</li>
          <li>{t('report.aboutCity')}</li>
          <li>{t('report.aboutWithheld')}</li>
          <li>{t('report.aboutAsk', { city: content.city })}</li>
        </ul>
      </footer>
    </article>
  );
}

/** Of no year that is shown: so the year is always written. */
const NEVER = new Date(0);

const tokyoDay = (at: string) => new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(0, 10);
