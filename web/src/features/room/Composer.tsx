import {
  type FormEvent,
  type KeyboardEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../ui/Button';
import { FieldError } from '../../ui/Field';
import { CloseIcon, ReplyIcon, SendIcon } from '../../ui/icons';
import { useTouch } from '../../ui/media';
import { type BodyFault, charsLeft, checkBody } from './body-check';
import { CompositionGuard } from './composition-guard';
import { PriorityChoice } from './PriorityChoice';
import type { DraftAccess } from './use-draft';

/** The textarea grows with its text up to this share of the window. */
const TALLEST = 0.35;

type ComposerProps = {
  access: DraftAccess;
  /** Whose post is answered. */
  answeredName: string | undefined;
  onSend(): void;
};

export function Composer({ access, answeredName, onSend }: ComposerProps) {
  const { t } = useTranslation();
  const touch = useTouch();
  const id = useId();
  const text = useRef<HTMLTextAreaElement>(null);
  const [guard] = useState(() => new CompositionGuard());
  const [fault, setFault] = useState<BodyFault>();
  const { draft, change } = access;
  const left = charsLeft(draft.body);
  // Too long is said while typing; the rest when one tries to send.
  const current = left !== undefined && left < 0 ? checkBody(draft.body) : fault;

  // biome-ignore lint/correctness/useExhaustiveDependencies: grows with the text
  useLayoutEffect(() => {
    const area = text.current;
    if (!area) return;
    area.style.height = 'auto';
    const border = area.offsetHeight - area.clientHeight;
    area.style.height = `${Math.min(area.scrollHeight + border, window.innerHeight * TALLEST)}px`;
  }, [draft.body]);

  useEffect(() => {
    if (draft.reply_to !== undefined) text.current?.focus();
  }, [draft.reply_to]);

  const send = () => {
    const found = checkBody(draft.body);
    setFault(found);
    text.current?.focus();
    if (!found) onSend();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    if (guard.owns(event.nativeEvent)) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      aria-label={t('composer.form')}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
      className="safe-bottom shrink-0 border-t border-line bg-white"
    >
      <div className="mx-auto grid max-w-3xl gap-2 px-3 py-3 sm:px-6">
        {draft.reply_to !== undefined && (
          <div className="flex items-center gap-2 rounded-8 bg-key-50 pl-3 text-[0.9375rem] leading-150">
            <ReplyIcon className="size-5 text-key-900" />
            <span className="min-w-0 grow truncate">
              {answeredName ? t('composer.replyingTo', { name: answeredName }) : t('room.replyElsewhere')}
            </span>
            <IconButton
              aria-label={t('composer.cancelReply')}
              onClick={() => {
                change(() => ({ reply_to: undefined }));
                text.current?.focus();
              }}
            >
              <CloseIcon className="size-5" />
            </IconButton>
          </div>
        )}
        <label htmlFor={id} className="sr-only">
          {t('composer.label')}
        </label>
        <textarea
          ref={text}
          id={id}
          rows={1}
          value={draft.body}
          placeholder={t('composer.placeholder')}
          aria-invalid={current ? true : undefined}
          aria-describedby={current ? `${id}-error` : undefined}
          enterKeyHint="enter"
          onChange={(event) => {
            setFault(undefined);
            change(() => ({ body: event.target.value }));
          }}
          onKeyDown={onKeyDown}
          onCompositionStart={() => guard.start()}
          onCompositionEnd={() => guard.end()}
          className={`scroll-quiet min-h-12 w-full resize-none rounded-8 border bg-white px-3.5 py-2 text-std-17N-170 placeholder:text-solid-gray-600 hover:border-black ${
            current ? 'border-error-1' : 'border-solid-gray-500'
          }`}
        />
        {current && <FieldError id={`${id}-error`}>{faultWords(current)}</FieldError>}
        <div className="flex flex-wrap items-center justify-between gap-x-2 gap-y-2">
          <PriorityChoice value={draft.priority} onChange={(priority) => change(() => ({ priority }))} />
          <div className="flex grow items-center justify-end gap-3 text-[0.875rem] leading-130 text-ink-soft">
            {left !== undefined && left >= 0 && (
              <span>{t('composer.left', { left: left.toLocaleString() })}</span>
            )}
            {!touch && (
              <span className="hidden md:inline">{t('composer.shortcut', { key: modifierKey() })}</span>
            )}
            <Button type="submit">
              <SendIcon className="size-5" />
              {t('composer.send')}
            </Button>
          </div>
        </div>
      </div>
    </form>
  );

  function faultWords(of: BodyFault): string {
    if (of.fault === 'too_long') return t('composer.tooLong', { over: of.over.toLocaleString() });
    return of.fault === 'empty' ? t('composer.empty') : t('composer.unprintable');
  }
}

function modifierKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';
}
