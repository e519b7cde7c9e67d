import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblemOf } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import type { Grounds } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';

type StandingCardProps = {
  title: string;
  /** What it is called, for whoever decides. */
  name: string;
  isSuspended: boolean;
  grounds: readonly Grounds[];
  words: {
    suspend: string;
    restore: string;
    /** How it stands, on the card. */
    lead: string;
    /** What the decision does, before it is confirmed. */
    text: string;
    /** Why somebody else has to decide, where the server says so. */
    own: string;
  };
  suspend(grounds: Grounds): Promise<unknown>;
  restore(): Promise<unknown>;
  /** After the decision, and when the form was out of date. */
  onChanged(): Promise<unknown>;
};

/** 一時停止 of something by the city, on a ground, and its lifting. */
export function StandingCard(props: StandingCardProps) {
  const { title, name, isSuspended, grounds: choices, words, suspend, restore, onChanged } = props;
  const { t } = useTranslation();
  const group = useId();
  const [asking, setAsking] = useState(false);
  const [grounds, setGrounds] = useState<Grounds>();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const decide = async () => {
    if (!isSuspended && !grounds) return setProblem(t('grounds.empty'));
    setWorking(true);
    setProblem(undefined);
    try {
      if (grounds && !isSuspended) await suspend(grounds);
      else await restore();
      setAsking(false);
      setGrounds(undefined);
      await onChanged();
    } catch (error) {
      if (isProblemOf(error, 'validation')) setProblem(words.own);
      else setProblem(problemWords(t, error));
      if (isProblemOf(error, 'stale')) await onChanged();
    }
    setWorking(false);
  };

  const act = isSuspended ? words.restore : words.suspend;
  return (
    <Card title={title}>
      <p className="text-std-16N-170">{words.lead}</p>
      <Button
        look="outline"
        aria-haspopup="dialog"
        onClick={() => {
          setProblem(undefined);
          setAsking(true);
        }}
        className={`justify-self-start ${isSuspended ? '' : 'border-error-2! text-error-2! hover:bg-red-50!'}`}
      >
        {act}
      </Button>
      {asking && (
        <Dialog title={act} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-18B-160">{name}</p>
            <p className="text-std-17N-170">{words.text}</p>
            {!isSuspended && (
              <fieldset className="flex flex-wrap gap-2">
                <legend className="pb-2 text-std-17B-170">
                  {t('grounds.title')}
                  <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
                </legend>
                {choices.map((one) => (
                  <ChoiceChip
                    key={one}
                    name={group}
                    value={one}
                    chosen={one === grounds}
                    onChoose={() => {
                      setGrounds(one);
                      setProblem(undefined);
                    }}
                    chosenLook="border-key-900 bg-key-900 text-white"
                  >
                    {t(`grounds.${one}`)}
                  </ChoiceChip>
                ))}
              </fieldset>
            )}
            <div role="alert" className="empty:absolute">
              {problem && <Notice tone="error">{problem}</Notice>}
            </div>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" data-first onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button look={isSuspended ? 'solid' : 'danger'} busy={working} onClick={() => void decide()}>
              {act}
            </Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
