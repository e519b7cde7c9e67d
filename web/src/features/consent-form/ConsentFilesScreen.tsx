import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityRoom } from '../../api/city';
import { useRoomsFact } from '../../app/care-rooms-context';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { RoomState } from '../../protocol';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { ConsentFilesCard } from './ConsentFilesCard';

type Whose = { label: string; kana: string; state: RoomState };

/** 同意書の写し of one room: for whoever proposed the person, until the city has received the form, and for the city. */
export default function ConsentFilesScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const isCity = useSession().session.role === 'city_moderator';
  const line = useRoomsFact((all) => all.list?.find((one) => one.room === room));
  const [ofCity, setOfCity] = useState<Whose>();
  const [problem, setProblem] = useState<string>();
  const whose: Whose | undefined = isCity ? ofCity : line;

  useEffect(() => {
    if (!isCity) return;
    readCityRoom(room).then(
      ({ rooms }) => setOfCity(rooms.find((one) => one.room === room)),
      (error: unknown) => setProblem(problemWords(t, error)),
    );
  }, [isCity, room, t]);

  const isAwaited = whose?.state === 'awaiting_consent';
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={isCity ? paths.city : paths.room(room)}>
        <BackIcon className="size-5" />
        {t(isCity ? 'receipt.back' : 'consentFiles.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('consentFiles.title')} className="text-std-28B-150" />
        <p className="min-h-8 text-std-17N-170">
          {whose && t('receipt.for', { name: whose.label, kana: whose.kana })}
        </p>
        <p className="text-ink-soft">{t(isCity ? 'consentFiles.leadCity' : 'consentFiles.lead')}</p>
      </div>
      <div role="alert" className="empty:absolute">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      {whose && (isCity || isAwaited) && (
        <ConsentFilesCard room={room} mayAdd={isAwaited || (isCity && whose.state === 'active')} />
      )}
      {whose && !isCity && !isAwaited && <Notice tone="info">{t('consentFiles.received')}</Notice>}
    </div>
  );
}
