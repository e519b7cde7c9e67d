import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { filesOfConsentForm } from '../../api/attachments';
import { readFacilities } from '../../api/staff';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { ConsentLine, ConsentScope } from '../../protocol';
import { Card } from '../../ui/Card';
import { Term, Terms } from '../../ui/Terms';
import { AttachmentsCard } from '../attachments/AttachmentsCard';
import { ScopeTerms } from '../city/ScopeTerms';

type ConsentCardProps = {
  room: string;
  line: ConsentLine;
  isCurrent: boolean;
  reload(): Promise<void>;
};

/** One consent as it was recorded, and the scan of its form. */
export function ConsentCard({ room, line, isCurrent, reload }: ConsentCardProps) {
  const { t } = useTranslation();
  const { consent, number, why_not_person, checked_others, recorded_at, recorded_by, files } = line;
  return (
    <>
      <Card title={t(isCurrent ? 'consents.current' : 'consents.past', { number })}>
        <Terms>
          <Term name={t('receipt.signedBy')}>
            {t(`receipt.${consent.signed_by}`)}
            {consent.relation && t('consents.relation', { relation: consent.relation })}
          </Term>
          {why_not_person && <Term name={t('receipt.whyNotPerson')}>{why_not_person}</Term>}
          <Term name={t('receipt.signedOn')}>{formatDate(consent.signed_on)}</Term>
          <Term name={t('receipt.receivedOn')}>{formatDate(consent.received_on)}</Term>
          <Term name={t('receipt.formVersion')}>{consent.form_version}</Term>
          <ScopeTerms scope={consent.scope} />
          {consent.scope && <Refused scope={consent.scope} />}
          {checked_others.length > 0 && (
            <Term name={t('consents.another')}>
              {t('consents.anotherChecked', { count: checked_others.length })}
            </Term>
          )}
          <Term name={t('consents.recorded')}>
            {t('consents.recordedBy', { at: formatMoment(recorded_at), by: recorded_by })}
          </Term>
        </Terms>
      </Card>
      {files.length > 0 && (
        <AttachmentsCard
          title={t('consents.scan', { number })}
          of={filesOfConsentForm(room, true)}
          attachments={files}
          saveAs={(place, kind) => `consent-form-${number}-${place}.${kind}`}
          mayAdd={false}
          reload={reload}
        />
      )}
    </>
  );
}

/** Which facilities the person refused, for the city alone. */
function Refused({ scope }: { scope: ConsentScope }) {
  const { t } = useTranslation();
  const [names, setNames] = useState<readonly string[]>();
  const refused = scope.refused_facilities;

  useEffect(() => {
    if (refused.length === 0) return;
    readFacilities().then(
      ({ facilities }) =>
        setNames(facilities.filter((one) => refused.includes(one.facility)).map(({ name }) => name)),
      () => setNames(undefined),
    );
  }, [refused]);

  if (refused.length === 0) return null;
  return (
    <Term name={t('scope.refused')}>
      {names ? names.join('、') : t('consents.refusedCount', { count: refused.length })}
    </Term>
  );
}
