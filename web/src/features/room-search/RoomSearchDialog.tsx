import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import { Button, IconButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { CloseIcon, SearchIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { PriorityMark } from '../room/PriorityMark';
import { piecesOf } from './pieces';
import type { FoundPost, RoomSearch, Searched } from './use-room-search';

type RoomSearchDialogProps = {
  search: RoomSearch;
  onClose(): void;
  /** Goes to a post that was found. */
  onShow(id: string): void;
};

/** 記録の検索: posts of a room by what they say, the newest first, as they are found. */
export function RoomSearchDialog({ search, onClose, onShow }: RoomSearchDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [empty, setEmpty] = useState(false);
  const { typed, searched, working } = search;

  // Whoever comes here wants to type, or goes on from what stands here.
  useEffect(() => field.current?.select(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(typed.trim() === '');
    if (typed.trim() !== '') search.search();
  };

  return (
    <Dialog
      shape="sheet"
      title={t('roomSearch.title')}
      onClose={onClose}
      corner={
        <IconButton aria-label={t('app.close')} onClick={onClose} className="-mt-1.5 -mr-2">
          <CloseIcon />
        </IconButton>
      }
    >
      <search className="block pt-3">
        <form onSubmit={submit} className="grid gap-1.5">
          <label htmlFor={id} className="text-std-16B-170">
            {t('roomSearch.words')}
          </label>
          <div className="flex gap-2">
            <input
              ref={field}
              id={id}
              data-first=""
              type="search"
              value={typed}
              maxLength={100}
              autoComplete="off"
              enterKeyHint="search"
              aria-describedby={`${id}-hint`}
              aria-invalid={empty || undefined}
              onChange={(event) => search.type(event.target.value)}
              onKeyDown={(event) => {
                // The browser would empty the field first; what was typed stays for the next time.
                if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
                event.preventDefault();
                onClose();
              }}
              className="min-h-12 min-w-0 grow rounded-8 border border-solid-gray-500 bg-white px-3 py-2 text-[1.0625rem] hover:border-black"
            />
            <Button type="submit" aria-label={t('roomSearch.act')} className="shrink-0 px-4!">
              <SearchIcon className="size-5" />
              <span aria-hidden="true">{t('roomSearch.short')}</span>
            </Button>
          </div>
          <p id={`${id}-hint`} className="text-[0.875rem] leading-170 text-ink-soft">
            {t('roomSearch.hint')}
          </p>
        </form>
      </search>
      <div role="alert" className="grid pt-3 empty:hidden">
        {empty && <Notice tone="error">{t('roomSearch.empty')}</Notice>}
      </div>
      {searched && <Results searched={searched} working={working} onShow={onShow} onGoOn={search.goOn} />}
    </Dialog>
  );
}

type ResultsProps = {
  searched: Searched;
  working: boolean;
  onShow(id: string): void;
  onGoOn(): void;
};

function Results({ searched, working, onShow, onGoOn }: ResultsProps) {
  const { t } = useTranslation();
  const { found, reached, stopped, problem, words } = searched;
  const none = found.length === 0 && stopped?.why === 'end';
  const isOver = stopped?.why === 'end';
  return (
    <div className="grid gap-3 pt-4">
      <p role="status" className="text-std-16B-170">
        {!working && !problem && !none && t('roomSearch.found', { count: found.length })}
        {none && t('roomSearch.none', { words: words.trim() })}
        {working && found.length === 0 && t('roomSearch.working')}
      </p>
      <ol className="grid gap-2.5 empty:hidden">
        {found.map((one) => (
          <li key={one.post.id}>
            <FoundItem found={one} onShow={onShow} />
          </li>
        ))}
      </ol>
      {reached && (
        <p className="text-[0.9375rem] leading-170 text-ink-soft">
          {isOver ? t('roomSearch.reachedStart') : t('roomSearch.reached', { day: formatDay(reached) })}
        </p>
      )}
      <div role="alert" className="grid empty:hidden">
        {problem !== undefined && (
          <Notice
            tone="error"
            action={
              <Button look="outline" size="sm" onClick={onGoOn}>
                {t('roomSearch.again')}
              </Button>
            }
          >
            {problemWords(t, problem)}
          </Notice>
        )}
      </div>
      {problem === undefined && !isOver && (
        <Button look="outline" busy={working} onClick={onGoOn}>
          {working ? t('roomSearch.working') : t('roomSearch.older')}
        </Button>
      )}
    </div>
  );
}

function FoundItem({ found: { post, marks }, onShow }: { found: FoundPost; onShow(id: string): void }) {
  const { t } = useTranslation();
  const { author } = post;
  return (
    <button
      type="button"
      onClick={() => onShow(post.id)}
      className="grid w-full gap-1.5 rounded-12 border border-line bg-white px-4 py-3 text-left shadow-sheet hover:border-key-900 hover:bg-key-50"
    >
      <span className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="text-std-16B-170 leading-140">{author.name}</span>
        <time dateTime={post.at} className="text-[0.875rem] leading-140 text-ink-soft">
          {formatMoment(post.at)}
        </time>
        <span className="w-full text-[0.875rem] leading-140 text-ink-soft">
          {author.profession}・{author.facility}
        </span>
      </span>
      {post.priority !== 'normal' && (
        <span>
          <PriorityMark priority={post.priority} />
        </span>
      )}
      <span className="text-std-16N-170 wrap-anywhere whitespace-pre-wrap">
        {piecesOf(post.body, marks).map(({ from, text, marked }) =>
          marked ? (
            <mark key={from} className="rounded-4 bg-yellow-300 text-ink">
              {text}
            </mark>
          ) : (
            <span key={from}>{text}</span>
          ),
        )}
      </span>
      <span className="sr-only">{t('roomSearch.show')}</span>
    </button>
  );
}
