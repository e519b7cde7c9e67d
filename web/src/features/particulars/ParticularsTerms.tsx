import { useTranslation } from 'react-i18next';
import type { Particulars } from '../../protocol';
import { Term, Terms } from '../../ui/Terms';

/** 連絡先 as members read it: a telephone is called by a tap. */
export function ParticularsTerms({
  particulars: { address, phone, contacts },
}: {
  particulars: Particulars;
}) {
  const { t } = useTranslation();
  return (
    <Terms>
      {address && <Term name={t('particulars.address')}>{address}</Term>}
      {phone && (
        <Term name={t('particulars.phone')}>
          <Call phone={phone} />
        </Term>
      )}
      {contacts.map((one) => (
        <Term key={`${one.name} ${one.relation} ${one.phone}`} name={one.relation}>
          <span className="block">{one.name}</span>
          {one.phone && <Call phone={one.phone} />}
          {one.is_told && (
            <span className="block text-[0.875rem] leading-150 text-ink-soft">{t('particulars.told')}</span>
          )}
        </Term>
      ))}
    </Terms>
  );
}

function Call({ phone }: { phone: string }) {
  return (
    <a
      href={`tel:${phone.replace(/[^0-9+]/g, '')}`}
      className="inline-flex min-h-11 items-center text-key-900 underline underline-offset-4"
    >
      {phone}
    </a>
  );
}
