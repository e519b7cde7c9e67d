import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { filesOfConsentForm } from '../../api/attachments';
import { previewConsent, readConsents, takeConsentAgain } from '../../api/city';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { formatDate } from '../../i18n/dates';
import type { ConsentReceiptBody, TeamMember } from '../../protocol';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { AttachmentsCard } from '../attachments/AttachmentsCard';
import { leaveOutcome } from '../city/outcome';
import { ReceiptFields } from '../city/ReceiptFields';
import { LeavingDialog } from './LeavingDialog';

type Asking = { leaving: readonly TeamMember[]; answer(isSure: boolean): void };

/** 同意を取り直す: another form takes the place of the one before. Who would leave is shown before it is recorded. */
export default function TakeConsentScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const { found: consents, problem, setProblem, load } = useLoaded(readConsents, room);
  const [asking, setAsking] = useState<Asking>();

  const stale = () => {
    setProblem(t('consents.stale'));
    void load();
  };

  const send = async (receipt: ConsentReceiptBody) => {
    if (!consents) return;
    setProblem(undefined);
    const { version, leaving } = await previewConsent(room, receipt.scope);
    if (version !== receipt.version) return stale();
    const isSure = await new Promise<boolean>((answer) => setAsking({ leaving, answer }));
    setAsking(undefined);
    if (!isSure) return;
    const { left } = await takeConsentAgain(room, {
      receipt,
      scans: consents.loose_files.filter(({ taken_back }) => !taken_back).map(({ attachment }) => attachment),
      leaving: leaving.map(({ account }) => account),
    });
    leaveOutcome([
      t('consents.done', { name: consents.room.label }),
      ...(left.length > 0 ? [t('consents.left', { names: left.map(({ name }) => name).join('、') })] : []),
    ]);
    navigate(paths.consents(room));
  };

  if (!consents && !problem) return <Waiting />;
  const current = consents?.consents[0];
  const isActive = consents?.room.state === 'active';
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.consents(room)}>
        <BackIcon className="size-5" />
        {t('consents.title')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('consents.take')} className="text-std-28B-150" />
        {consents && (
          <p className="text-std-17N-170">
            {t('receipt.for', { name: consents.room.label, kana: consents.room.kana })}
          </p>
        )}
        <p className="text-ink-soft">{t('consents.takeLead')}</p>
      </div>
      <div role="alert" className="empty:absolute">
        {problem && <Notice tone="error">{problem}</Notice>}
        {consents && !isActive && <Notice tone="error">{t('consents.notActive')}</Notice>}
      </div>
      {consents && isActive && current && (
        <>
          <AttachmentsCard
            title={t('consents.newScan')}
            of={filesOfConsentForm(room, true)}
            attachments={consents.loose_files}
            saveAs={(number, kind) => `consent-form-${number}.${kind}`}
            mayAdd
            reload={load}
          />
          <ReceiptFields
            version={consents.room.version}
            submitWord={t('consents.next')}
            signedOnWrong={t('consents.signedOnWrong', { since: formatDate(current.consent.signed_on) })}
            back={paths.consents(room)}
            send={send}
            onStale={stale}
          />
        </>
      )}
      {asking && <LeavingDialog leaving={asking.leaving} answer={asking.answer} />}
    </div>
  );
}
