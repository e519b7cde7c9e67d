import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { disqualifyAccount } from '../../api/cases';
import { isProblemOf } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import type { ProhibitedAct, StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { FieldError } from '../../ui/Field';
import { Notice } from '../../ui/Notice';

/** In the order of the terms, which number them (article 39, paragraph 1). */
const ACTS: readonly ProhibitedAct[] = [
  'public_order',
  'crime',
  'copyright',
  'property_or_privacy',
  'defamation',
  'breach_of_terms',
  'false_application',
  'falsification',
  'id_misuse',
  'certificate_elsewhere',
  'obstruction',
  'unsuitable',
];

type DisqualifyCardProps = { line: StaffLine; onDone(text: string): void; onStale(): void };

/** 資格停止 (article 39): the city ends an ID for good. */
export function DisqualifyCard({ line, onDone, onStale }: DisqualifyCardProps) {
  const { t } = useTranslation();
  const id = useId();
  const [asking, setAsking] = useState(false);
  const [act, setAct] = useState<ProhibitedAct>();
  const [tried, setTried] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const noAct = tried && !act;

  const confirm = async () => {
    setTried(true);
    if (!act) return;
    setWorking(true);
    setProblem(undefined);
    try {
      await disqualifyAccount(line, act);
      setAsking(false);
      onDone(t('disqualify.done', { name: line.name }));
    } catch (error) {
      if (isProblemOf(error, 'stale')) {
        setAsking(false);
        onStale();
      } else setProblem(problemWords(t, error));
    }
    setWorking(false);
  };

  return (
    <Card title={t('disqualify.title')}>
      <p className="text-std-16N-170">{t('disqualify.lead')}</p>
      <Button
        look="outline"
        aria-haspopup="dialog"
        onClick={() => {
          setAct(undefined);
          setTried(false);
          setProblem(undefined);
          setAsking(true);
        }}
        className="justify-self-start border-error-2! text-error-2! hover:bg-red-50!"
      >
        {t('disqualify.act')}
      </Button>
      {asking && (
        <Dialog title={t('disqualify.act')} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-18B-160">
              {t('staff.standingOf', { name: line.name, login: line.login_id })}
            </p>
            <ul className="grid list-disc gap-1 pl-6 text-std-17N-170">
              <li>{t('disqualify.ends1')}</li>
              <li>{t('disqualify.ends2', { rooms: line.rooms })}</li>
              <li>{t('disqualify.ends3')}</li>
            </ul>
            <p className="text-std-17B-170 text-error-2">{t('city.confirmFinal')}</p>
            <fieldset className="grid gap-1" aria-describedby={noAct ? `${id}-error` : undefined}>
              <legend className="pb-1 text-std-17B-170">
                {t('disqualify.ground')}
                <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
              </legend>
              {ACTS.map((one) => (
                <label key={one} className="flex min-h-11 items-center gap-3 text-std-16N-170">
                  <input
                    type="radio"
                    name={id}
                    value={one}
                    required
                    checked={act === one}
                    aria-invalid={noAct ? true : undefined}
                    onChange={() => setAct(one)}
                    className="size-6 shrink-0 accent-key-900"
                  />
                  {t(`prohibited.${one}`)}
                </label>
              ))}
              {noAct && <FieldError id={`${id}-error`}>{t('disqualify.noGround')}</FieldError>}
            </fieldset>
            <div role="alert" className="empty:absolute">
              {problem && <Notice tone="error">{problem}</Notice>}
            </div>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" data-first onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button look="danger" busy={working} onClick={() => void confirm()}>
              {t('disqualify.act')}
            </Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
