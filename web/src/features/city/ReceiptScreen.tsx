import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityRoom, readTeam, recordConsentReceipt } from '../../api/city';
import { ProblemError } from '../../api/request';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { AttachmentLine, CityRoom, ConsentReceiptBody } from '../../protocol';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { Unbroken } from '../../ui/Unbroken';
import { ConsentFilesCard } from '../consent-form/ConsentFilesCard';
import { birthDateWords } from './list';
import { leaveOutcome } from './outcome';
import { type FirstReceipt, ReceiptDialog } from './ReceiptDialog';
import { ReceiptFields } from './ReceiptFields';
import { OtherRooms } from './SamePerson';

type Asking = FirstReceipt & { answer(isSure: boolean): void };

export default function ReceiptScreen({ room: wanted }: { room: string }) {
  const { t } = useTranslation();
  const [rooms, setRooms] = useState<readonly CityRoom[]>([]);
  const [files, setFiles] = useState<readonly AttachmentLine[]>();
  /** How often the files were asked for anew. */
  const [turn, setTurn] = useState(0);
  const [asking, setAsking] = useState<Asking>();
  const [problem, setProblem] = useState<string>();
  const room = rooms.find((one) => one.room === wanted);

  const load = useCallback(async () => {
    try {
      const read = (await readCityRoom(wanted)).rooms;
      const found = read.find((one) => one.room === wanted);
      // Of the same person, maybe: shown beside it, so that nobody has to go and look.
      const others = await Promise.all((found?.same_person ?? []).map((other) => readCityRoom(other)));
      setRooms([...read, ...others.flatMap((other) => other.rooms)]);
      if (!found) setProblem(t('problem.not_found'));
      else if (found.state !== 'awaiting_consent') setProblem(t('receipt.gone'));
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [t, wanted]);

  useEffect(() => {
    void load();
  }, [load]);

  const stale = (words: string) => {
    setProblem(words);
    setTurn((before) => before + 1);
    void load();
  };

  const send = async (typed: ConsentReceiptBody) => {
    if (!room) return;
    setProblem(undefined);
    if (!files) return stale(t('receipt.filesUnknown'));
    const scans = files.filter(({ taken_back }) => !taken_back).map(({ attachment }) => attachment);
    const receipt = { ...typed, scans, others: room.same_person };
    const team = await readTeam(room.room);
    if (team.room.version !== receipt.version) return stale(t('problem.stale'));
    const isSure = await new Promise<boolean>((answer) =>
      setAsking({ receipt, members: team.members, answer }),
    );
    setAsking(undefined);
    if (!isSure) return;
    try {
      await recordConsentReceipt(room.room, receipt);
    } catch (error) {
      const field = error instanceof ProblemError ? error.problem.field : undefined;
      if (field === 'scans') return stale(t('receipt.scansChanged'));
      if (field === 'others') return stale(t('receipt.othersChanged'));
      throw error;
    }
    leaveOutcome([t('city.received', { name: room.label })]);
    navigate(paths.city);
  };

  const hasFiles = files?.some(({ taken_back }) => !taken_back);
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('receipt.back')}
      </TextLink>
      <div>
        <ScreenTitle screen={t('receipt.title')} className="text-std-28B-150" />
        <p className="min-h-8 text-std-17N-170">
          {room && <Unbroken>{t('receipt.for', { name: room.label, kana: room.kana })}</Unbroken>}
        </p>
        <p className="min-h-8 text-std-17N-170">
          {room?.birth_date && <Unbroken>{t('receipt.born', { date: birthDateWords(t, room) })}</Unbroken>}
        </p>
      </div>
      <div role="alert" className="empty:absolute">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      {room?.may_be_twice && (
        <Notice tone="warning">
          <OtherRooms room={room} rooms={rooms} />
        </Notice>
      )}
      {room?.state === 'awaiting_consent' && (
        <ConsentFilesCard key={turn} room={room.room} mayAdd onFiles={setFiles} />
      )}
      {room?.state === 'awaiting_consent' && (
        <ReceiptFields
          version={room.version}
          submitWord={t('consents.next')}
          signedOnWrong={t('receipt.signedOnWrong')}
          back={paths.city}
          ticks={[
            ...(hasFiles === false
              ? [
                  {
                    name: 'without_scan',
                    label: t('receipt.withoutScan'),
                    missing: t('receipt.withoutScanEmpty'),
                  },
                ]
              : []),
            ...(room.may_be_twice
              ? [{ name: 'another', label: t('receipt.another'), missing: t('receipt.anotherEmpty') }]
              : []),
          ]}
          send={send}
          onStale={() => stale(t('problem.stale'))}
        />
      )}
      {asking && room && (
        <ReceiptDialog room={room} receipt={asking.receipt} members={asking.members} answer={asking.answer} />
      )}
    </div>
  );
}
