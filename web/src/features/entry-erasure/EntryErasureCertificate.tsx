import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useCity } from '../../app/city-context';
import { formatDate, formatFiscalYear, formatInstant } from '../../i18n/dates';
import type { EntryErasureCertificate as Certificate } from '../../protocol';

/** The certificate itself: which post, by whom, what was done where, and when the last backup expires that holds it. */
export function EntryErasureCertificate({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const city = useCity();
  const { line, alerts, documents, exports } = certificate;
  const person = (name: string, facility: string) => t('discontinuation.decider', { name, facility });
  const at = formatInstant(line.at);
  return (
    <article className="grid content-start gap-6 bg-white p-5 text-black sm:p-8">
      <header className="grid gap-1 border-b-2 border-black pb-3">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6">
          <p className="text-std-16N-170">{city?.city}</p>
          <p className="text-std-16N-170">
            {t('entryErasure.number', { year: formatFiscalYear(line.fiscal_year), number: line.number })}
          </p>
        </div>
        <h2 className="text-std-24B-150">{t('entryErasure.certificateTitle')}</h2>
        <p className="text-[0.9375rem] leading-150">{city?.service ?? t('app.service')}</p>
      </header>

      <Part title={t('entryErasure.what')}>
        <dl className="grid gap-x-4 gap-y-1.5 text-std-16N-170 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <Line name={t('erasure.roomId')}>
            <span className="font-mono text-[0.875rem] break-all">{certificate.room}</span>
          </Line>
          <Line name={t('entryErasure.entryId')}>
            <span className="font-mono text-[0.875rem] break-all">{certificate.entry}</span>
            <span className="block">
              {t('entryErasure.place', { seq: certificate.seq, at: formatInstant(certificate.written_at) })}
            </span>
          </Line>
          <Line name={t('entryErasure.erasedAt')}>{at}</Line>
          <Line name={t('entryErasure.ground')}>{t(`entryErasure.grounds.${certificate.ground}`)}</Line>
          <Line name={t('entryErasure.askedBy')}>{person(certificate.asked_by, certificate.asked_at)}</Line>
          <Line name={t('erasure.proposedBy')}>
            {person(certificate.proposed_by, certificate.proposed_at)}
          </Line>
          <Line name={t('discontinuation.decidedBy')}>
            {person(certificate.decided_by, certificate.decided_at)}
          </Line>
        </dl>
        <p className="text-[0.9375rem] leading-160">{t('entryErasure.textless')}</p>
      </Part>

      <Part title={t('discontinuation.server')} lead={t('discontinuation.serverLead')}>
        <ul className="grid list-disc gap-1.5 pl-6 text-std-16N-170">
          <li>{t('entryErasure.removed', { at })}</li>
          <li>{t('entryErasure.screens')}</li>
          <li>{t(alerts > 0 ? 'entryErasure.alerts' : 'entryErasure.noAlerts', { alerts })}</li>
          {documents > 0 && <li>{t('entryErasure.documents', { documents })}</li>}
          <li>{t('entryErasure.kept')}</li>
        </ul>
      </Part>

      <Part title={t('entryErasure.backups')}>
        <p className="border-2 border-black p-3 text-std-17B-170">
          {t('entryErasure.backupsUntil', { day: formatDate(certificate.backups_until) })}
        </p>
        <p className="text-[0.9375rem] leading-160">
          {t('entryErasure.backupsText', { days: certificate.keep_days })}
        </p>
      </Part>

      <Part title={t('discontinuation.outside')}>
        <p className="text-std-16N-170">
          {exports > 0 && t('entryErasure.exports', { exports })}
          {t('entryErasure.outsideText')}
        </p>
      </Part>
    </article>
  );
}

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-2">
      <h3 id={id} className="border-l-4 border-black pl-3 text-std-18B-160">
        {title}
      </h3>
      {lead && <p className="text-[0.9375rem] leading-160">{lead}</p>}
      {children}
    </section>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="pt-1.5 text-[0.9375rem] leading-150 sm:pt-0">{name}</dt>
      <dd className="leading-150">{children}</dd>
    </>
  );
}
