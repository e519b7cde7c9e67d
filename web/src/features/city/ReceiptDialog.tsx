import { useTranslation } from 'react-i18next';
import { formatDate } from '../../i18n/dates';
import type { CityRoom, ConsentReceiptBody, TeamMember } from '../../protocol';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Term, Terms } from '../../ui/Terms';
import { ByPermit } from './AdmitCard';
import { birthDateWords } from './list';
import { ScopeTerms } from './ScopeTerms';

/** What is about to be recorded. */
export type FirstReceipt = {
  receipt: ConsentReceiptBody;
  /** Who reads from then on. */
  members: readonly TeamMember[];
};

type ReceiptDialogProps = FirstReceipt & { room: CityRoom; answer(isSure: boolean): void };

/** Whom it is about, and what follows, said before the room opens; the careful answer has the focus. */
export function ReceiptDialog({ room, receipt, members, answer }: ReceiptDialogProps) {
  const { t } = useTranslation();
  const files = receipt.scans?.length ?? 0;
  const refused = receipt.scope?.refused_facilities.length ?? 0;
  return (
    <Dialog title={t('receipt.confirmTitle')} onClose={() => answer(false)}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-17N-170">{t('receipt.confirmLead')}</p>
        <div className="rounded-8 bg-paper px-4 py-3">
          <Terms>
            <Term name={t('info.name')}>
              <span className="block text-std-20B-150">{room.label}</span>
              <span className="block text-[0.9375rem] leading-150 text-ink-soft">{room.kana}</span>
            </Term>
            <Term name={t('info.birthDate')}>
              <span className="text-std-17B-170">{birthDateWords(t, room)}</span>
            </Term>
          </Terms>
        </div>
        <Terms>
          <Term name={t('receipt.signedBy')}>
            {t(`receipt.${receipt.signed_by}`)}
            {receipt.relation && t('consents.relation', { relation: receipt.relation })}
          </Term>
          <Term name={t('receipt.signedOn')}>{formatDate(receipt.signed_on)}</Term>
          <ScopeTerms scope={receipt.scope} />
          {refused > 0 && (
            <Term name={t('scope.refused')}>{t('consents.refusedCount', { count: refused })}</Term>
          )}
          <Term name={t('consentFiles.title')}>
            {files > 0 ? t('receipt.files', { count: files }) : t('receipt.noFiles')}
          </Term>
          <Term name={t('receipt.readers')}>
            {members.length === 0 ? (
              t('receipt.noReaders')
            ) : (
              <ul className="grid gap-1.5">
                {members.map((member) => (
                  <li key={member.account}>
                    {member.name}
                    <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                      {member.profession}・{member.facility}
                    </span>
                    <ByPermit until={member.permitted_until} />
                  </li>
                ))}
              </ul>
            )}
          </Term>
        </Terms>
        <p className="text-std-17B-170 text-error-2">{t('receipt.confirmFinal')}</p>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" data-first onClick={() => answer(false)}>
          {t('receipt.confirmNo')}
        </Button>
        <Button onClick={() => answer(true)}>{t('receipt.confirmYes')}</Button>
      </div>
    </Dialog>
  );
}
