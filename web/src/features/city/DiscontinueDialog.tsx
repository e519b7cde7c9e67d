import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { discontinueSupport } from '../../api/city';
import { ProblemError } from '../../api/request';
import { formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { CityRoom, WithdrawalGround } from '../../protocol';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { Unbroken } from '../../ui/Unbroken';
import { GroundChoice } from './GroundChoice';
import { birthDateWords } from './list';
import { afterWithdrawal } from './permits';

type DiscontinueDialogProps = {
  room: CityRoom;
  onClose(): void;
  /** It is done; what that led to, in words. */
  onDone(lines: string[]): void;
  /** The list was out of date: nothing was done. */
  onStale(): void;
};

/** The second deliberate step of 支援中止. The focus is on the way back. */
export function DiscontinueDialog({ room, onClose, onDone, onStale }: DiscontinueDialogProps) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const [ground, setGround] = useState<WithdrawalGround>();
  const [missing, setMissing] = useState(false);
  // Article 20: a proxy ends the consent, and not a permit on the ground of abuse that stands.
  const { onAbuse, goOn, end } = afterWithdrawal(room.permits, ground);
  const outlives = goOn[0];

  const discontinue = async () => {
    setMissing(!ground);
    if (!ground) return;
    setWorking(true);
    setProblem(undefined);
    try {
      const { at, alerts_cancelled } = await discontinueSupport(room.room, room.version, ground);
      onDone([
        t('city.discontinuedAt', { name: room.label, at: formatMoment(at) }),
        ...(outlives ? [t('city.permitGoesOn')] : []),
        alerts_cancelled > 0 ? t('city.alertsCancelled', { mails: alerts_cancelled }) : t('city.noAlerts'),
      ]);
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'stale') return onStale();
      setWorking(false);
      setProblem(problemWords(t, error));
    }
  };

  return (
    <Dialog title={t('city.confirmTitle')} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="rounded-8 bg-paper px-4 py-3">
          <span className="block text-std-20B-150">{room.label}</span>
          <span className="block text-[0.9375rem] leading-150 text-ink-soft">{room.kana}</span>
          {room.birth_date && (
            <span className="block text-std-17N-170">
              <Unbroken>{t('receipt.born', { date: birthDateWords(t, room) })}</Unbroken>
            </span>
          )}
          <span className="block pt-1 text-[0.9375rem] leading-150">
            {t('city.confirmMembers', { members: room.members })}
          </span>
        </p>
        <GroundChoice
          state={room.state}
          value={ground}
          error={missing ? t('discontinuation.groundMissing') : undefined}
          onChange={(chosen) => {
            setGround(chosen);
            setMissing(false);
          }}
        />
        {onAbuse.length > 0 && ground && (
          <Notice tone="info">
            {outlives
              ? t('city.permitOutlives', { until: formatMoment(outlives.until) })
              : t('city.permitEndsToo')}
            {outlives && end.length > 0 && (
              <span className="block pt-2">
                {t('city.otherPermitsEnd', {
                  grounds: [...new Set(end.map((one) => t(`exceptionalUse.groundShort.${one.ground}`)))].join(
                    '、',
                  ),
                })}
              </span>
            )}
          </Notice>
        )}
        <p className="text-std-17N-170">{t(outlives ? 'city.confirmConsent' : 'city.confirm')}</p>
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <p className="w-full text-std-17B-170 text-error-2">{t('city.confirmFinal')}</p>
        <Button look="outline" data-first onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look="danger" busy={working} onClick={() => void discontinue()}>
          {t('city.confirmYes')}
        </Button>
      </div>
    </Dialog>
  );
}
