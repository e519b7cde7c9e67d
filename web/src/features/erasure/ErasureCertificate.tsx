import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useCity } from '../../app/city-context';
import { formatFiscalYear, formatInstant } from '../../i18n/dates';
import type { ErasureCertificate as Certificate } from '../../protocol';

/** The certificate itself: what was erased, by whom, since when nothing reads it, and what it does not speak of. */
export function ErasureCertificate({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const city = useCity();
  const { line, goes } = certificate;
  const person = (name: string, facility: string) => t('discontinuation.decider', { name, facility });
  return (
    <article className="grid content-start gap-6 bg-white p-5 text-black sm:p-8">
      <header className="grid gap-1 border-b-2 border-black pb-3">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6">
          <p className="text-std-16N-170">{city?.city}</p>
          <p className="text-std-16N-170">
            {t('discontinuation.number', { year: formatFiscalYear(line.fiscal_year), number: line.number })}
          </p>
        </div>
        <h2 className="text-std-24B-150">{t('erasure.certificateTitle')}</h2>
        <p className="text-[0.9375rem] leading-150">{city?.service ?? t('app.service')}</p>
      </header>

      <Part title={t('erasure.what')}>
        <dl className="grid gap-x-4 gap-y-1.5 text-std-16N-170 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <Line name={t('erasure.roomId')}>
            <span className="font-mono text-[0.875rem] break-all">{certificate.room}</span>
          </Line>
          <Line name={t('erasure.at')}>{formatInstant(line.at)}</Line>
          <Line name={t('erasure.ground')}>{t(`erasure.grounds.${certificate.ground}`)}</Line>
          <Line name={t('erasure.before')}>{t(`state.${certificate.before}`)}</Line>
          <Line name={t('erasure.proposedBy')}>
            {person(certificate.proposed_by, certificate.proposed_at)}
          </Line>
          <Line name={t('discontinuation.decidedBy')}>
            {person(certificate.decided_by, certificate.decided_at)}
          </Line>
        </dl>
        <p className="text-[0.9375rem] leading-160">{t('erasure.nameless')}</p>
      </Part>

      <Part title={t('discontinuation.server')} lead={t('discontinuation.serverLead')}>
        <ul className="grid list-disc gap-1.5 pl-6 text-std-16N-170">
          <li>{t('erasure.refused', { at: formatInstant(line.at) })}</li>
          {certificate.key_destroyed_at ? (
            <li className="font-700">
              {t('erasure.keyGone', { at: formatInstant(certificate.key_destroyed_at) })}
            </li>
          ) : (
            <li className="font-700">{t('erasure.underWay')}</li>
          )}
          {certificate.completed_at && (
            <li>
              {t('erasure.removed', {
                at: formatInstant(certificate.completed_at),
                posts: goes.posts,
                members: goes.memberships,
                marks: goes.read_marks,
              })}
              {goes.others.length > 0 && (
                <ul className="grid list-['・'] gap-0.5 pl-4">
                  {goes.others.map(({ kind, number }) => (
                    <li key={kind}>{t(`erasure.other.${kind}`, { number })}</li>
                  ))}
                </ul>
              )}
            </li>
          )}
          <li>{t('erasure.kept')}</li>
        </ul>
      </Part>

      <Part title={t('discontinuation.outside')}>
        <p className="border-2 border-black p-3 text-std-16N-170">{t('erasure.outsideText')}</p>
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
