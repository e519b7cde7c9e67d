import { type FormEvent, useCallback, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { proposeErasure, readErasurePreview } from '../../api/erasure';
import { ProblemError } from '../../api/request';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { formatDate, formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { ErasureGround, ErasurePreview } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { FieldError } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { leaveOutcome } from '../city/outcome';
import { StateMark } from '../rooms/StateMark';
import { WhatGoes } from './WhatGoes';

const GROUNDS: readonly ErasureGround[] = ['kept_long_enough', 'asked_for', 'entered_by_mistake', 'other'];

/** 消去の提案: what would go and what would stay, why, and that another person decides. */
export default function EraseScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [seen, setSeen] = useState<ErasurePreview>();
  const [ground, setGround] = useState<ErasureGround>();
  const [missing, setMissing] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    try {
      setSeen(await readErasurePreview(room));
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [room, t]);

  useEffect(() => {
    void load();
  }, [load]);

  const propose = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(!ground);
    if (!ground || !seen) return;
    setWorking(true);
    setProblem(undefined);
    try {
      const { due } = await proposeErasure(room, seen.version, ground);
      leaveOutcome([t('erasure.proposed', { name: seen.label, due: formatDate(due) })]);
      navigate(paths.city);
    } catch (error) {
      setWorking(false);
      setProblem(problemWords(t, error));
      if (error instanceof ProblemError && error.problem.code === 'stale') await load();
    }
  };

  if (!seen && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('team.back')}
      </TextLink>
      <ScreenTitle screen={t('erasure.title')} className="text-std-28B-150" />
      <div role="alert" className="empty:absolute">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      {seen && (
        <>
          <Card title={t('erasure.of')}>
            <Terms>
              <Term name={t('city.person')}>{t('receipt.for', { name: seen.label, kana: seen.kana })}</Term>
              <Term name={t('city.state')}>
                <StateMark state={seen.state} />
              </Term>
              <Term name={t('city.since')}>{formatMoment(seen.state_since)}</Term>
            </Terms>
            <WhatGoes goes={seen.goes} stays={seen.stays} />
            <p className="text-[0.9375rem] leading-160 text-ink-soft">{t('erasure.outsideShort')}</p>
          </Card>
          {seen.case ? (
            <Notice
              tone="info"
              action={<TextLink href={paths.case(seen.case)}>{t('erasure.toCase')}</TextLink>}
            >
              {t('erasure.waits')}
            </Notice>
          ) : (
            <Card title={t('erasure.propose')}>
              <form noValidate onSubmit={(event) => void propose(event)} className="grid gap-4">
                <p className="text-std-16N-170">{t('erasure.lead')}</p>
                <fieldset className="grid gap-1" aria-describedby={missing ? `${id}-error` : undefined}>
                  <legend className="pb-1 text-std-17B-170">
                    {t('erasure.ground')}
                    <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
                  </legend>
                  {GROUNDS.map((one) => (
                    <label key={one} className="flex min-h-11 items-center gap-3 text-std-16N-170">
                      <input
                        type="radio"
                        name="ground"
                        value={one}
                        required
                        checked={ground === one}
                        aria-invalid={missing ? true : undefined}
                        onChange={() => {
                          setGround(one);
                          setMissing(false);
                        }}
                        className="size-6 shrink-0 accent-key-900"
                      />
                      {t(`erasure.grounds.${one}`)}
                    </label>
                  ))}
                  {missing && <FieldError id={`${id}-error`}>{t('erasure.groundMissing')}</FieldError>}
                </fieldset>
                <p className="text-std-17B-170 text-error-2">{t('erasure.final')}</p>
                <div>
                  <Button type="submit" look="danger" busy={working}>
                    {t('erasure.propose')}
                  </Button>
                </div>
              </form>
            </Card>
          )}
        </>
      )}
    </div>
  );
}
