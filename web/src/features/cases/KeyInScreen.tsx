import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { filesOfCase } from '../../api/attachments';
import { keyInApplication } from '../../api/cases';
import { useCity } from '../../app/city-context';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Button } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { ApplicationForm } from '../apply/ApplicationForm';
import { Part } from '../apply/FacilityFields';
import { UploadsField } from '../attachments/UploadsField';
import { useUploads } from '../attachments/use-uploads';
import { leaveOutcome } from '../city/outcome';

/** An application that is registered, while its files are still on their way. */
type KeyedIn = { case: string; receipt: string };

/** An application that came on paper: the moderator keys the same form in, and attaches the scan of it. */
export default function KeyInScreen() {
  const { t } = useTranslation();
  const city = useCity();
  const uploads = useUploads(city?.attachments);
  const [keyedIn, setKeyedIn] = useState<KeyedIn>();

  const finish = ({ receipt }: KeyedIn) => {
    leaveOutcome([t('cases.keyedIn', { receipt })]);
    navigate(paths.cases);
  };
  const send = async (what: KeyedIn) => {
    if (await uploads.send(filesOfCase(what.case))) finish(what);
  };

  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.cases}>
        <BackIcon className="size-5" />
        {t('cases.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('cases.keyIn')} className="text-std-28B-150" />
        {!keyedIn && (
          <>
            <p className="text-ink-soft">{t('cases.keyInLead')}</p>
            <p className="text-ink-soft">{t('receipt.noMyNumber')}</p>
          </>
        )}
      </div>
      {keyedIn && city ? (
        <>
          <LiveRegion className="grid gap-3">
            <Notice tone="success">{t('cases.keyedIn', { receipt: keyedIn.receipt })}</Notice>
            {uploads.isSending ? (
              <Notice tone="info">{t('attachments.underWay')}</Notice>
            ) : (
              <Notice tone="warning">{t('attachments.notAll')}</Notice>
            )}
          </LiveRegion>
          <div className="grid gap-6 rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-8">
            <UploadsField uploads={uploads} limits={city.attachments} />
            <div className="flex flex-wrap gap-3">
              <Button busy={uploads.isSending} onClick={() => void send(keyedIn)}>
                {t('attachments.sendAgain')}
              </Button>
              {!uploads.isSending && (
                <Button look="outline" onClick={() => finish(keyedIn)}>
                  {t('attachments.leave')}
                </Button>
              )}
            </div>
          </div>
        </>
      ) : (
        <div className="rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-8">
          <ApplicationForm
            fromPaper
            purpose={city?.purpose ?? ''}
            send={keyInApplication}
            onSent={({ receipt }, { id }) => {
              const what = { case: id, receipt };
              if (uploads.files.length === 0) return finish(what);
              setKeyedIn(what);
              window.scrollTo(0, 0);
              void send(what);
            }}
          >
            {city && (
              <Part title={t('attachments.title')} lead={t('attachments.lead')}>
                <UploadsField uploads={uploads} limits={city.attachments} />
              </Part>
            )}
          </ApplicationForm>
        </div>
      )}
    </div>
  );
}
