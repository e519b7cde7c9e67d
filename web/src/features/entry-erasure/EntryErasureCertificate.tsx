import { useTranslation } from 'react-i18next';
import { formatDate, formatFiscalYear, formatInstant } from '../../i18n/dates';
import type { EntryErasureCertificate as Certificate } from '../../protocol';
import {
  CertificatePart,
  CertificateSheet,
  CertificateTerm,
  CertificateTerms,
} from '../city/CertificateSheet';

/** The certificate itself: which post, by whom, what was done where, and when the last backup expires that holds it. */
export function EntryErasureCertificate({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const { line, alerts, documents, exports } = certificate;
  const person = (name: string, facility: string) => t('discontinuation.decider', { name, facility });
  const at = formatInstant(line.at);
  return (
    <CertificateSheet
      title={t('entryErasure.certificateTitle')}
      number={t('entryErasure.number', { year: formatFiscalYear(line.fiscal_year), number: line.number })}
    >
      <CertificatePart title={t('entryErasure.what')}>
        <CertificateTerms>
          <CertificateTerm name={t('erasure.roomId')}>
            <span className="font-mono text-[0.875rem] break-all">{certificate.room}</span>
          </CertificateTerm>
          <CertificateTerm name={t('entryErasure.entryId')}>
            <span className="font-mono text-[0.875rem] break-all">{certificate.entry}</span>
            <span className="block">
              {t('entryErasure.place', { seq: certificate.seq, at: formatInstant(certificate.written_at) })}
            </span>
          </CertificateTerm>
          <CertificateTerm name={t('entryErasure.erasedAt')}>{at}</CertificateTerm>
          <CertificateTerm name={t('entryErasure.ground')}>
            {t(`entryErasure.grounds.${certificate.ground}`)}
          </CertificateTerm>
          <CertificateTerm name={t('entryErasure.askedBy')}>
            {person(certificate.asked_by, certificate.asked_at)}
          </CertificateTerm>
          <CertificateTerm name={t('erasure.proposedBy')}>
            {person(certificate.proposed_by, certificate.proposed_at)}
          </CertificateTerm>
          <CertificateTerm name={t('discontinuation.decidedBy')}>
            {person(certificate.decided_by, certificate.decided_at)}
          </CertificateTerm>
        </CertificateTerms>
        <p className="text-[0.9375rem] leading-160">{t('entryErasure.textless')}</p>
      </CertificatePart>

      <CertificatePart title={t('discontinuation.server')} lead={t('discontinuation.serverLead')}>
        <ul className="grid list-disc gap-1.5 pl-6 text-std-16N-170">
          <li>{t('entryErasure.removed', { at })}</li>
          <li>{t('entryErasure.screens')}</li>
          <li>{t(alerts > 0 ? 'entryErasure.alerts' : 'entryErasure.noAlerts', { alerts })}</li>
          {documents > 0 && <li>{t('entryErasure.documents', { documents })}</li>}
          <li>{t('entryErasure.kept')}</li>
        </ul>
      </CertificatePart>

      <CertificatePart title={t('entryErasure.backups')}>
        <p className="border-2 border-black p-3 text-std-17B-170">
          {t('entryErasure.backupsUntil', { day: formatDate(certificate.backups_until) })}
        </p>
        <p className="text-[0.9375rem] leading-160">
          {t('entryErasure.backupsText', { days: certificate.keep_days })}
        </p>
      </CertificatePart>

      <CertificatePart title={t('discontinuation.outside')}>
        <p className="text-std-16N-170">
          {exports > 0 && t('entryErasure.exports', { exports })}
          {t('entryErasure.outsideText')}
        </p>
      </CertificatePart>
    </CertificateSheet>
  );
}
