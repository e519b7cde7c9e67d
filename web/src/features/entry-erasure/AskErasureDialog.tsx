import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askEntryErasure } from '../../api/entry-erasure';
import { ProblemError } from '../../api/request';
import { useKeptDraft } from '../../app/kept-drafts';
import { formatDate, formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { PostEntry } from '../../live/entry';
import type { EntryErasureAsked, EntryErasureGround } from '../../protocol';
import { Button } from '../../ui/Button';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { Dialog } from '../../ui/Dialog';
import { FieldError } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { TextArea } from '../../ui/TextArea';
import { Unbroken } from '../../ui/Unbroken';

const GROUNDS: readonly EntryErasureGround[] = [
  'wrong_person',
  'third_party',
  'asked_for',
  'illegal',
  'other',
];
const MAX_WORDS = 500;

type Draft = { ground: EntryErasureGround | undefined; words: string };
type AskErasureDialogProps = { room: string; post: PostEntry; onAsked(): void; onClose(): void };

/** 投稿の消去を市に求める: why, and what the city needs to know, since it does not see the post. */
export function AskErasureDialog({ room, post, onAsked, onClose }: AskErasureDialogProps) {
  const { t } = useTranslation();
  const name = useId();
  const { draft, write, forget } = useKeptDraft<Draft>(`erasure ${post.id}`, () => ({
    ground: undefined,
    words: '',
  }));
  const { ground, words } = draft;
  const [wrong, setWrong] = useState<{ ground?: string | undefined; words?: string | undefined }>({});
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  const [asked, setAsked] = useState<EntryErasureAsked>();
  const said = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // On a phone it would stand below the edge.
    if (problem) said.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    const plain = words.trim();
    const fits = plain !== '' && [...plain].length <= MAX_WORDS;
    setWrong({
      ground: ground ? undefined : t('entryErasure.groundMissing'),
      words: fits ? undefined : t('entryErasure.wordsWrong'),
    });
    if (!ground || !fits) return;
    setWorking(true);
    setProblem(undefined);
    try {
      setAsked(await askEntryErasure(room, post.id, ground, plain));
      forget();
      onAsked();
    } catch (error) {
      const { code, field } = error instanceof ProblemError ? error.problem : {};
      if (field === 'words') setWrong({ words: t('entryErasure.wordsRefused') });
      else setProblem(code === 'stale' ? t('entryErasure.already') : problemWords(t, error));
    }
    setWorking(false);
  };

  if (asked) {
    return (
      <Dialog title={t('entryErasure.askedTitle')} onClose={onClose}>
        <div className="grid gap-4 pt-4">
          <Notice tone="success">{t('entryErasure.asked', { due: formatDate(asked.due) })}</Notice>
          <p className="text-std-16N-170">
            {t('apply.receipt')}：<span className="font-mono">{asked.receipt}</span>
          </p>
          <p className="text-std-16N-170">{t('entryErasure.askedStays')}</p>
        </div>
        <div className="flex justify-end pt-4">
          <Button autoFocus onClick={onClose}>
            {t('app.close')}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('entryErasure.ask')} onClose={onClose}>
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5 pt-4">
        <p className="text-std-16N-170">{t('entryErasure.lead')}</p>
        <p className="rounded-8 bg-paper px-4 py-3 text-std-16N-170">
          <Unbroken>
            {t('entryErasure.which', { name: post.author.name, at: formatMoment(post.at) })}
          </Unbroken>
        </p>
        <fieldset
          className="flex flex-wrap gap-2"
          aria-describedby={wrong.ground ? `${name}-wrong` : undefined}
        >
          <legend className="pb-2 text-std-17B-170">
            {t('entryErasure.ground')}
            <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
          </legend>
          {GROUNDS.map((one) => (
            <ChoiceChip
              key={one}
              name={name}
              value={one}
              chosen={one === ground}
              onChoose={() => {
                write({ ground: one });
                setWrong(({ words }) => ({ words }));
              }}
              chosenLook="border-key-900 bg-key-900 text-white"
            >
              {t(`entryErasure.grounds.${one}`)}
            </ChoiceChip>
          ))}
          {wrong.ground && (
            <div className="w-full">
              <FieldError id={`${name}-wrong`}>{wrong.ground}</FieldError>
            </div>
          )}
        </fieldset>
        <TextArea
          name="words"
          label={t('entryErasure.words')}
          requiredWord={t('receipt.required')}
          hint={t('entryErasure.wordsHint')}
          error={wrong.words}
          value={words}
          onChange={(event) => {
            write({ words: event.target.value });
            setWrong(({ ground }) => ({ ground }));
          }}
        />
        <div ref={said} role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="outline" onClick={onClose}>
            {t('city.confirmNo')}
          </Button>
          <Button type="submit" busy={working}>
            {t('entryErasure.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
