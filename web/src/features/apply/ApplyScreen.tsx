import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendApplication } from '../../api/cases';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { formatDate } from '../../i18n/dates';
import type { ApplicationReceipt, CityView } from '../../protocol';
import { ForwardIcon } from '../../ui/icons';
import { usePrintedScreen } from '../../ui/NothingToPrint';
import { Notice } from '../../ui/Notice';
import { OutsideFrame } from '../sign-in/OutsideFrame';
import { ApplicationForm } from './ApplicationForm';
import { DeskHours } from './DeskHours';

/** The public page on which a facility applies. */
export default function ApplyScreen({ city }: { city: CityView }) {
  const { t } = useTranslation();
  usePrintedScreen();
  const [sent, setSent] = useState<{ receipt: ApplicationReceipt; mail: string }>();
  return (
    <OutsideFrame
      aside={
        <>
          <section className="grid gap-2">
            <h2 className="text-std-17B-170">{t('apply.how')}</h2>
            <ol className="grid list-decimal gap-1 pl-6 text-std-16N-170 text-ink-soft">
              <li>{t('apply.how1')}</li>
              <li>{t('apply.how2', { city: city.city })}</li>
              <li>{t('apply.how3')}</li>
            </ol>
            <TextLink href={paths.applicationStatus}>{t('apply.toStatus')}</TextLink>
          </section>
          <DeskHours />
        </>
      }
    >
      {sent ? (
        <Sent receipt={sent.receipt} mail={sent.mail} />
      ) : (
        <div className="grid gap-8">
          <div className="grid gap-2">
            <ScreenTitle screen={t('apply.title')} className="text-std-28B-150" />
            <p className="text-std-16N-170 text-ink-soft">{t('apply.lead', { service: city.service })}</p>
            <p className="text-std-16N-170 text-ink-soft">{t('receipt.noMyNumber')}</p>
          </div>
          <ApplicationForm
            purpose={city.purpose}
            send={sendApplication}
            onSent={(receipt, { mail }) => {
              setSent({ receipt, mail });
              window.scrollTo(0, 0);
            }}
          />
        </div>
      )}
    </OutsideFrame>
  );
}

function Sent({ receipt, mail }: { receipt: ApplicationReceipt; mail: string }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-6">
      <ScreenTitle screen={t('apply.sentTitle')} className="text-std-28B-150" />
      <ReceiptNumber receipt={receipt.receipt} />
      <Notice tone="info">{t('apply.keepNumber')}</Notice>
      <p className="text-std-16N-170">{t('apply.sentMail', { mail })}</p>
      <p className="text-std-16N-170">{t('apply.sentDue', { due: formatDate(receipt.due) })}</p>
      <div className="grid gap-1 border-t border-line pt-5">
        <TextLink href={paths.applicationStatus} className="text-std-17B-170">
          {t('apply.toStatus')}
          <ForwardIcon className="size-5" />
        </TextLink>
      </div>
    </div>
  );
}

export function ReceiptNumber({ receipt }: { receipt: string }) {
  const { t } = useTranslation();
  return (
    <p className="grid justify-items-center gap-1 rounded-12 border-2 border-key-900 bg-key-50 px-4 py-5 text-center">
      <span className="text-std-16N-170">{t('apply.receipt')}</span>
      <span className="font-mono text-[1.625rem] leading-130 font-700 tracking-wider whitespace-nowrap">
        {receipt}
      </span>
    </p>
  );
}
