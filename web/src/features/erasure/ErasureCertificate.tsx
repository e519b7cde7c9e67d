import { useTranslation } from 'react-i18next';
import { formatFiscalYear, formatInstant } from '../../i18n/dates';
import type { ErasureCertificate as Certificate } from '../../protocol';
import {
  CertificatePart,
  CertificateSheet,
  CertificateTerm,
  CertificateTerms,
} from '../city/CertificateSheet';

/** The certificate itself: what was erased, by whom, since when nothing reads it, and what it does not speak of. */
export function ErasureCertificate({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const { line, goes } = certificate;
  const person = (name: string, facility: string) => t('discontinuation.decider', { name, facility });
  return (
    <CertificateSheet
      title={t('erasure.certificateTitle')}
      number={t('discontinuation.number', { year: formatFiscalYear(line.fiscal_year), number: line.number })}
    >
      <CertificatePart title={t('erasure.what')}>
        <CertificateTerms>
          <CertificateTerm name={t('erasure.roomId')}>
            <span className="font-mono text-[0.875rem] break-all">{certificate.room}</span>
          </CertificateTerm>
          <CertificateTerm name={t('erasure.at')}>{formatInstant(line.at)}</CertificateTerm>
          <CertificateTerm name={t('erasure.ground')}>
            {t(`erasure.grounds.${certificate.ground}`)}
          </CertificateTerm>
          <CertificateTerm name={t('erasure.before')}>{t(`state.${certificate.before}`)}</CertificateTerm>
          <CertificateTerm name={t('erasure.proposedBy')}>
            {person(certificate.proposed_by, certificate.proposed_at)}
          </CertificateTerm>
          <CertificateTerm name={t('discontinuation.decidedBy')}>
            {person(certificate.decided_by, certificate.decided_at)}
          </CertificateTerm>
        </CertificateTerms>
        <p className="text-[0.9375rem] leading-160">{t('erasure.nameless')}</p>
      </CertificatePart>

      <CertificatePart title={t('discontinuation.server')} lead={t('discontinuation.serverLead')}>
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
      </CertificatePart>

      <CertificatePart title={t('discontinuation.outside')}>
        <p className="border-2 border-black p-3 text-std-16N-170">{t('erasure.outsideText')}</p>
      </CertificatePart>
    </CertificateSheet>
  );
}
