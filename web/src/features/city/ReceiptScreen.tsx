import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityRoom, recordConsentReceipt } from '../../api/city';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { CityRoom } from '../../protocol';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { ConsentFilesCard } from '../consent-form/ConsentFilesCard';
import { leaveOutcome } from './outcome';
import { ReceiptFields } from './ReceiptFields';

export default function ReceiptScreen({ room: wanted }: { room: string }) {
  const { t } = useTranslation();
  const [room, setRoom] = useState<CityRoom>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    try {
      const found = (await readCityRoom(wanted)).rooms.find((one) => one.room === wanted);
      setRoom(found);
      if (!found) setProblem(t('problem.not_found'));
      else if (found.state !== 'awaiting_consent') setProblem(t('receipt.gone'));
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [t, wanted]);

  useEffect(() => {
    void load();
  }, [load]);

  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('receipt.back')}
      </TextLink>
      <div>
        <ScreenTitle screen={t('receipt.title')} className="text-std-28B-150" />
        <p className="min-h-8 text-std-17N-170">
          {room && t('receipt.for', { name: room.label, kana: room.kana })}
        </p>
      </div>
      <div role="alert" className="empty:-mt-5">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      {room?.may_be_twice && <Notice tone="warning">{t('city.mayBeTwice')}</Notice>}
      {room?.state === 'awaiting_consent' && <ConsentFilesCard room={room.room} mayAdd />}
      {room?.state === 'awaiting_consent' && (
        <ReceiptFields
          version={room.version}
          submitWord={t('receipt.submit')}
          signedOnWrong={t('receipt.signedOnWrong')}
          back={paths.city}
          send={async (receipt) => {
            await recordConsentReceipt(room.room, receipt);
            leaveOutcome([t('city.received', { name: room.label })]);
            navigate(paths.city);
          }}
          onStale={() => {
            setProblem(t('problem.stale'));
            void load();
          }}
        />
      )}
    </div>
  );
}
