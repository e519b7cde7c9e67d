import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useCity } from '../../app/city-context';

type CertificateSheetProps = { title: string; number: string; service?: string; children: ReactNode };

/** How every certificate is laid out: whose it is and its number above, and its parts. */
export function CertificateSheet({ title, number, service, children }: CertificateSheetProps) {
  const { t } = useTranslation();
  const city = useCity();
  return (
    <article className="grid content-start gap-6 bg-white p-5 text-black sm:p-8">
      <header className="grid gap-1 border-b-2 border-black pb-3">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6">
          <p className="text-std-16N-170">{city?.city}</p>
          <p className="text-std-16N-170">{number}</p>
        </div>
        <h2 className="text-std-24B-150">{title}</h2>
        <p className="text-[0.9375rem] leading-150">{service ?? city?.service ?? t('app.service')}</p>
      </header>
      {children}
    </article>
  );
}

export function CertificatePart({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string;
  children: ReactNode;
}) {
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

export function CertificateTerms({ children }: { children: ReactNode }) {
  return (
    <dl className="grid gap-x-4 gap-y-1.5 text-std-16N-170 sm:grid-cols-[10rem_minmax(0,1fr)]">{children}</dl>
  );
}

export function CertificateTerm({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="pt-1.5 text-[0.9375rem] leading-150 sm:pt-0">{name}</dt>
      <dd className="leading-150">{children}</dd>
    </>
  );
}
