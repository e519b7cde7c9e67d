import { useTranslation } from 'react-i18next';
import type { PostEntry } from '../../live/entry';
import { ErasedText } from '../entry-erasure/ErasedText';

const QUOTED_CHARS = 60;

type ReplyQuoteProps = {
  id: string;
  answered: PostEntry | undefined;
  onShow(id: string): void;
  active: boolean;
};

/** What a post answers, short; pressing it goes there, and loads it first if need be. */
export function ReplyQuote({ id, answered, onShow, active }: ReplyQuoteProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      tabIndex={active ? 0 : -1}
      onClick={() => onShow(id)}
      className="grid min-h-11 content-center border-l-4 border-key-400 bg-key-50/60 py-1 pr-2 pl-3 text-left text-[0.9375rem] leading-150 text-ink-soft hover:bg-key-100"
    >
      {answered ? (
        <>
          <span className="font-700">{t('room.inReplyTo', { name: answered.author.name })}</span>
          <span className="truncate">
            {answered.erased_at ? <ErasedText at={answered.erased_at} /> : excerpt(answered.body)}
          </span>
        </>
      ) : (
        <span>{t('room.replyElsewhere')}</span>
      )}
      <span className="sr-only">{t('room.toAnswered')}</span>
    </button>
  );
}

function excerpt(body: string): string {
  const line = body.replace(/\s+/g, ' ').trim();
  const chars = [...line];
  return chars.length > QUOTED_CHARS ? `${chars.slice(0, QUOTED_CHARS).join('')}…` : line;
}
