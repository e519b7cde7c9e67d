import { QRCodeSVG } from 'qrcode.react';
import { useTranslation } from 'react-i18next';
import { useCity } from '../../app/city-context';
import { formatMoment } from '../../i18n/dates';
import type { IssuedCode } from '../../protocol';
import { Unbroken } from '../../ui/Unbroken';
import { enrolmentAddress } from './progress';

const HOUR = 3_600;

/** A page for one person: who they are here, the code to scan or to type, and what to do. */
export function Sheet({ issued }: { issued: IssuedCode }) {
  const { t } = useTranslation();
  const service = useCity()?.service ?? t('app.service');
  const address = enrolmentAddress(window.location.origin, issued.code);
  const until = formatMoment(issued.expires_at);
  const steps = [t('sheet.step1'), t('sheet.step2'), t('sheet.step3')];
  return (
    <article className="sheet mx-auto grid w-full max-w-2xl content-start gap-5 bg-white p-6 text-black sm:p-8">
      <header className="grid gap-1 border-b-2 border-black pb-3">
        <p className="text-std-16N-170">{service}</p>
        <h2 className="text-std-24B-150">{t('sheet.title')}</h2>
      </header>
      <dl className="grid gap-x-4 gap-y-1 grid-cols-[7rem_minmax(0,1fr)] text-std-17N-170">
        <dt>{t('staff.name')}</dt>
        <dd className="text-std-18B-160">{t('sheet.to', { name: issued.name })}</dd>
        <dt>{t('staff.facility')}</dt>
        <dd>{issued.facility}</dd>
        <dt>{t('staff.loginId')}</dt>
        <dd className="font-mono text-std-18B-160">{issued.login_id}</dd>
      </dl>
      <div className="flex flex-wrap items-center gap-6">
        {/* Drawn as SVG by a small library without dependencies; level M survives a fold of the paper. */}
        <QRCodeSVG value={address} level="M" size={192} marginSize={4} title={t('sheet.qr')} />
        <div className="grid min-w-0 flex-1 basis-64 gap-2">
          <p className="text-std-16N-170">{t('sheet.typed')}</p>
          <p className="font-mono text-[1.25rem] leading-170 font-700 tracking-wide break-normal">
            {issued.code.split('-').map((group, index, all) => (
              // Breaks only between groups; whoever copies it copies the hyphens too.
              <span key={group} className="inline-block whitespace-nowrap">
                {index < all.length - 1 ? `${group}-` : group}
              </span>
            ))}
          </p>
          <p className="text-[0.9375rem] leading-150 break-all">{`${window.location.origin}/enrol`}</p>
        </div>
      </div>
      <section className="grid gap-2">
        <h3 className="text-std-18B-160">{t('sheet.how')}</h3>
        <ol className="grid list-decimal gap-1 pl-6 text-std-17N-170">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
      <p className="border-2 border-black p-3 text-std-17N-170">
        <Unbroken>
          {issued.hand_over === 'sheet'
            ? t('sheet.untilSheet', { until, hours: Math.round(issued.handed_over_seconds / HOUR) })
            : t('sheet.untilScreen', { until })}
        </Unbroken>
      </p>
      <p className="text-[0.9375rem] leading-150">{t('sheet.secret')}</p>
    </article>
  );
}
