import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RedactionGround, RedactionMark } from '../../protocol';
import { Button } from '../../ui/Button';
import { Field, FieldError } from '../../ui/Field';
import { GROUNDS, hiddenBy, markOf, overlaps, placeOf } from './marks';

type RedactionPanelProps = {
  /** What the post says; none of what is no post. */
  text: string | undefined;
  marks: readonly RedactionMark[];
  working: boolean;
  save(marks: RedactionMark[]): void;
};

/** 黒塗り of one entry: a passage is chosen in a field of the browser's own, so by finger, mouse and keyboard alike. */
export function RedactionPanel({ text, marks, working, save }: RedactionPanelProps) {
  const { t } = useTranslation();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [ground, setGround] = useState<RedactionGround>('third_party');
  const [words, setWords] = useState('');
  const [fault, setFault] = useState<string>();
  const has = (part: RedactionMark['part']) => marks.some((mark) => mark.part === part);

  const add = (mark: () => RedactionMark | undefined) => {
    setFault(undefined);
    if (ground === 'other' && words.trim() === '') {
      setFault(t('disclosure.fault.words'));
      return;
    }
    const added = mark();
    if (added) save([...marks, added]);
  };
  const chosen = () => {
    const field = area.current;
    const [from, upto] = field
      ? [placeOf(field.value, field.selectionStart), placeOf(field.value, field.selectionEnd)]
      : [0, 0];
    if (from >= upto) setFault(t('disclosure.fault.nothingChosen'));
    else if (overlaps(marks, from, upto)) setFault(t('disclosure.fault.overlaps'));
    else return markOf('passage', ground, words, { from, upto });
    return undefined;
  };

  return (
    <div className="grid gap-3 rounded-12 border border-key-900 bg-key-50 p-4">
      <fieldset className="grid gap-1">
        <legend className="pb-1 text-std-16B-170">{t('disclosure.ground')}</legend>
        {GROUNDS.map((one) => (
          <label key={one} className="flex min-h-11 items-center gap-3 text-std-16N-170">
            <input
              type="radio"
              name={`${id}-ground`}
              value={one}
              checked={ground === one}
              onChange={() => setGround(one)}
              className="size-6 shrink-0 accent-key-900"
            />
            {t(`disclosure.groundOf.${one}`)}
          </label>
        ))}
      </fieldset>
      {ground === 'other' && (
        <Field
          label={t('disclosure.groundWords')}
          value={words}
          maxLength={500}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
      {text !== undefined && (
        <div className="grid gap-1.5">
          <label htmlFor={`${id}-text`} className="text-std-16B-170">
            {t('disclosure.choose')}
          </label>
          <textarea
            id={`${id}-text`}
            ref={area}
            // Not `readOnly`: there the arrow keys choose nothing. What is typed is not taken, and telephones show no keys.
            aria-readonly="true"
            inputMode="none"
            onChange={() => undefined}
            rows={Math.min(10, Math.max(3, Math.ceil(text.length / 24)))}
            value={text}
            className="w-full rounded-8 border border-solid-gray-600 bg-white px-3 py-2 text-std-17N-170"
          />
        </div>
      )}
      <div role="alert" className="empty:absolute">
        {fault && <FieldError id={`${id}-fault`}>{fault}</FieldError>}
      </div>
      <div className="flex flex-wrap gap-3">
        {text !== undefined && (
          <Button size="sm" busy={working} onClick={() => add(chosen)}>
            {t('disclosure.markPassage')}
          </Button>
        )}
        {!has('whole') && (
          <Button
            size="sm"
            look="outline"
            busy={working}
            onClick={() => add(() => markOf('whole', ground, words))}
          >
            {t('disclosure.markWhole')}
          </Button>
        )}
        {!has('author') && (
          <Button
            size="sm"
            look="outline"
            busy={working}
            onClick={() => add(() => markOf('author', ground, words))}
          >
            {t('disclosure.markAuthor')}
          </Button>
        )}
      </div>
      {marks.length > 0 && (
        <ul aria-label={t('disclosure.marked')} className="grid gap-2">
          {marks.map((mark) => (
            <li
              key={`${mark.part} ${mark.from}`}
              className="flex flex-wrap items-center justify-between gap-2 rounded-8 border border-line bg-white px-3 py-2"
            >
              <span className="text-[0.9375rem] leading-150">
                {mark.part === 'passage'
                  ? t('disclosure.passageOf', { text: hiddenBy(text ?? '', mark) })
                  : t(`disclosure.part.${mark.part}`)}
                <span className="block text-ink-soft">
                  {t(`disclosure.groundOf.${mark.ground}`)}
                  {mark.words && `（${mark.words}）`}
                </span>
              </span>
              <Button
                size="sm"
                look="outline"
                busy={working}
                onClick={() => save(marks.filter((one) => one !== mark))}
              >
                {t('disclosure.unmark')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
