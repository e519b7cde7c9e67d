import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useCity } from '../../app/city-context';
import { formatDate, formatFiscalYear, formatInstant } from '../../i18n/dates';
import type { CopyHolder, DiscontinuationCertificate } from '../../protocol';
import { CertificatePart, CertificateSheet, CertificateTerm, CertificateTerms } from './CertificateSheet';
import { consentSigner } from './list';

/** The certificate itself: what the server did, what apps said, and what neither can know. */
export function Certificate({ certificate }: { certificate: DiscontinuationCertificate }) {
  const { t } = useTranslation();
  const city = useCity();
  const { server, apps, consent } = certificate;
  // Of a room that was erased since, or a proposal that was deleted, nobody knows whom it was about.
  const isErased = certificate.label === '';
  const hadConsent = certificate.before !== 'awaiting_consent';
  const said = apps.holders.filter((holder) => holder.reported_at !== null).length;
  return (
    <CertificateSheet
      title={t('discontinuation.title')}
      number={t('discontinuation.number', {
        year: formatFiscalYear(certificate.fiscal_year),
        number: certificate.number,
      })}
      service={t('discontinuation.issued', {
        service: city?.service ?? t('app.service'),
        at: formatInstant(apps.as_of),
      })}
    >
      <CertificatePart title={t('discontinuation.what')}>
        <CertificateTerms>
          <CertificateTerm name={t('city.person')}>
            {isErased
              ? t(hadConsent ? 'rooms.erased' : 'discontinuation.nameless')
              : t('receipt.for', { name: certificate.label, kana: certificate.kana })}
          </CertificateTerm>
          <CertificateTerm name={t('discontinuation.at')}>{formatInstant(certificate.at)}</CertificateTerm>
          <CertificateTerm name={t('discontinuation.decidedBy')}>
            {t('discontinuation.decider', { name: certificate.decided_by, facility: certificate.decided_at })}
          </CertificateTerm>
          <CertificateTerm name={t('discontinuation.ground')}>
            {certificate.ground
              ? t(`discontinuation.grounds.${certificate.ground}`)
              : t('discontinuation.noGround')}
          </CertificateTerm>
          <CertificateTerm name={t('discontinuation.before')}>
            {t(`state.${certificate.before}`)}
          </CertificateTerm>
          <CertificateTerm name={t('discontinuation.consent')}>
            {consent
              ? t('discontinuation.consentLine', {
                  who: consentSigner(t, consent),
                  signed: formatDate(consent.signed_on),
                  received: formatDate(consent.received_on),
                  version: consent.form_version,
                })
              : t(isErased && hadConsent ? 'erasure.consentGone' : 'discontinuation.noConsent')}
          </CertificateTerm>
        </CertificateTerms>
      </CertificatePart>

      <CertificatePart title={t('discontinuation.server')} lead={t('discontinuation.serverLead')}>
        <ul className="grid list-disc gap-1.5 pl-6 text-std-16N-170">
          <li>
            {t('discontinuation.refused', { at: formatInstant(certificate.at), members: server.members })}
          </li>
          <li>{followedWords(t, certificate)}</li>
          <li>
            {server.alerts_cancelled > 0
              ? t('discontinuation.alerts', { mails: server.alerts_cancelled })
              : t('discontinuation.noAlerts')}
          </li>
          <li>{t('discontinuation.noLinks')}</li>
        </ul>
      </CertificatePart>

      <CertificatePart title={t('discontinuation.apps')} lead={t('discontinuation.appsLead')}>
        {apps.holders.length === 0 ? (
          <p className="text-std-16N-170">{t('discontinuation.noHolders')}</p>
        ) : (
          <>
            <p className="text-std-17B-170">
              {t('discontinuation.reported', { said, holders: apps.holders.length })}
            </p>
            <ul className="grid">
              {apps.holders.map((holder, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two devices may have one name, and the list never changes
                <Holder key={at} holder={holder} />
              ))}
            </ul>
          </>
        )}
        <p className="text-[0.9375rem] leading-160">{t('discontinuation.away')}</p>
      </CertificatePart>

      <CertificatePart title={t('discontinuation.outside')}>
        <p className="border-2 border-black p-3 text-std-16N-170">{t('discontinuation.outsideText')}</p>
        <p className="text-[0.9375rem] leading-160">
          {t(
            !isErased
              ? 'discontinuation.notErased'
              : hadConsent
                ? 'erasure.sinceErased'
                : 'discontinuation.sinceDeleted',
          )}
        </p>
      </CertificatePart>
    </CertificateSheet>
  );
}

function Holder({ holder }: { holder: CopyHolder }) {
  const { t } = useTranslation();
  return (
    <li className="grid gap-x-4 border-b border-solid-gray-400 py-1.5 text-[0.9375rem] leading-150 sm:grid-cols-[minmax(0,1fr)_auto]">
      <span className="min-w-0">
        {t('discontinuation.holder', {
          name: holder.name,
          facility: holder.facility,
          device: holder.device,
        })}
      </span>
      <span className="font-700 sm:text-right">
        {holder.reported_at
          ? t('discontinuation.wiped', { at: formatInstant(holder.reported_at) })
          : t('discontinuation.silent')}
      </span>
    </li>
  );
}

/** What the server's nodes said to the closing; where one was silent, why it shows nothing all the same. */
export function followedWords(t: TFunction, { server }: DiscontinuationCertificate): string {
  const { followed } = server;
  if (!followed) return t('discontinuation.notFollowed');
  const at = formatInstant(followed.at);
  const { nodes, confirmed } = followed;
  return confirmed === nodes
    ? t('discontinuation.allFollowed', { nodes, at })
    : t('discontinuation.someFollowed', { nodes, confirmed, silent: nodes - confirmed, at });
}
