import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { filesOfConsentForm } from '../../api/attachments';
import { readConsents } from '../../api/city';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { buttonClass } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { AttachmentsCard } from '../attachments/AttachmentsCard';
import { takeOutcome } from '../city/outcome';
import { ConsentCard } from './ConsentCard';

/** 同意の記録: every consent of a person as it was recorded, the newest first, each with its scan. */
export default function ConsentsScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const { found: consents, problem, load } = useLoaded(readConsents, room);
  const [outcome] = useState(takeOutcome);

  if (!consents && !problem) return <Waiting />;
  const isActive = consents?.room.state === 'active';
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('receipt.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('consents.title')} className="text-std-28B-150" />
        {consents && (
          <p className="text-std-17N-170">
            {t('receipt.for', { name: consents.room.label, kana: consents.room.kana })}
          </p>
        )}
        <p className="text-ink-soft">{t('consents.lead')}</p>
      </div>
      <div role="status" className="empty:absolute">
        {outcome && (
          <Notice tone="success">
            {outcome.map((line) => (
              <span key={line} className="block">
                {line}
              </span>
            ))}
          </Notice>
        )}
      </div>
      <div role="alert" className="empty:absolute">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      {consents && (
        <>
          {isActive && (
            <Link
              href={paths.takeConsent(room)}
              className={`${buttonClass('solid', 'lg')} justify-self-start`}
            >
              {t('consents.take')}
            </Link>
          )}
          {consents.consents.length === 0 && <Notice tone="info">{t('consents.none')}</Notice>}
          {consents.consents.map((line, place) => (
            <ConsentCard key={line.number} room={room} line={line} isCurrent={place === 0} reload={load} />
          ))}
          {(isActive || consents.loose_files.length > 0) && (
            <AttachmentsCard
              title={t('consents.loose')}
              of={filesOfConsentForm(room, true)}
              attachments={consents.loose_files}
              saveAs={(number, kind) => `consent-form-${number}.${kind}`}
              mayAdd={isActive}
              reload={load}
            />
          )}
        </>
      )}
    </div>
  );
}
