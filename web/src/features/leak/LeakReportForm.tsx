import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeptDraft } from '../../app/kept-drafts';
import { today } from '../../i18n/dates';
import type { LeakReportBody, LeakView } from '../../protocol';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { TextArea } from '../../ui/TextArea';
import { draftOf, STAGES, WORDS } from './leak-form';

export type Told = Omit<LeakReportBody, 'version'>;
type Draft = { on: string; words: string; mayBeWrongful: boolean };

type LeakReportFormProps = {
  /** Of which case: what was begun is found again. */
  id: string;
  leak: LeakView;
  tell(told: Told): Promise<void>;
};

/** What was told to the supervisory authority, and when: 速報 first, then 確報. */
export function LeakReportForm({ id, leak, tell }: LeakReportFormProps) {
  const { t } = useTranslation();
  const stage = leak.reports.length === 0 ? STAGES[0] : STAGES[1];
  const earliest = leak.reports.at(-1)?.reported_on ?? leak.known_on;
  const { draft, write } = useKeptDraft<Draft>(draftOf(id, stage), () => ({
    on: today(),
    words: '',
    mayBeWrongful: leak.may_be_wrongful,
  }));
  const { on, words, mayBeWrongful } = draft;
  const [complains, setComplains] = useState(false);
  const [working, setWorking] = useState(false);
  const dayIsWrong = on < earliest || on > today();
  const wordsAreWrong = words.trim() === '' || [...words].length > WORDS;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setComplains(dayIsWrong || wordsAreWrong);
    if (working || dayIsWrong || wordsAreWrong) return;
    setWorking(true);
    await tell({ stage, reported_on: on, words: words.trim(), may_be_wrongful: mayBeWrongful });
    setWorking(false);
  };

  return (
    <form onSubmit={submit} noValidate className="grid gap-4 border-t border-line pt-4">
      <h3 className="text-std-17B-170">{t(`leak.write.${stage}`)}</h3>
      <Field
        type="date"
        name="reported_on"
        label={t('leak.reportedOn')}
        requiredWord={t('receipt.required')}
        min={earliest}
        max={today()}
        readOnly={working}
        value={on}
        error={complains && dayIsWrong ? t('leak.fault.reported_on') : undefined}
        onChange={(event) => write({ on: event.target.value })}
      />
      <TextArea
        name="words"
        label={t('leak.reported')}
        requiredWord={t('receipt.required')}
        hint={t('leak.reportedHint', { longest: WORDS })}
        rows={4}
        // Until the next report has its own form: what is typed before would go with this one.
        readOnly={working}
        value={words}
        error={complains && wordsAreWrong ? t('leak.fault.words') : undefined}
        onChange={(event) => write({ words: event.target.value })}
      />
      <Checkbox
        name="report_may_be_wrongful"
        label={t('leak.wrongful')}
        checked={mayBeWrongful}
        onChange={(chosen) => write({ mayBeWrongful: chosen })}
      />
      <Button type="submit" busy={working} className="justify-self-start">
        {t('leak.tell')}
      </Button>
    </form>
  );
}
