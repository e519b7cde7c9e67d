import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment, formatTime } from '../../i18n/dates';
import type { PostEntry } from '../../live/entry';
import { IconButton } from '../../ui/Button';
import { Initial } from '../../ui/Initial';
import { ReplyIcon } from '../../ui/icons';
import { ErasedText } from '../entry-erasure/ErasedText';
import { PostMenu } from './PostMenu';
import { PriorityMark } from './PriorityMark';
import { ReplyQuote } from './ReplyQuote';

type PostCardProps = {
  post: PostEntry;
  own: boolean;
  /** The post it answers, when that is loaded. */
  answered: PostEntry | undefined;
  /** Absent where nothing can be written. */
  onReply: ((post: PostEntry) => void) | undefined;
  /** 投稿の消去を市に求める */
  onErase(post: PostEntry): void;
  onShow(id: string): void;
  /** Reached by the arrow keys: its buttons then take part in the tab order. */
  active: boolean;
};

const EDGES = {
  normal: '',
  important: 'border-l-4 border-l-orange-900',
  urgent: 'border-l-8 border-l-error-2',
};

export const PostCard = memo(function PostCard({
  post,
  own,
  answered,
  onReply,
  onErase,
  onShow,
  active,
}: PostCardProps) {
  const { t } = useTranslation();
  const id = useId();
  const { author } = post;
  return (
    <article
      id={`post-${post.id}`}
      data-seq={post.seq}
      aria-labelledby={`${id}-author ${id}-work ${id}-time`}
      tabIndex={-1}
      className={`grid gap-2 rounded-12 border px-4 pt-3 pb-4 shadow-sheet ${EDGES[post.priority]} ${
        own ? 'border-key-200 bg-key-50' : 'border-line bg-white'
      }`}
    >
      <div className="flex flex-wrap items-start gap-x-2.5 gap-y-1 sm:flex-nowrap">
        <Initial name={author.name} own={own} />
        <p
          id={`${id}-author`}
          className="flex min-w-0 grow basis-0 flex-wrap items-baseline gap-x-2 pt-1 leading-140 sm:grow-0 sm:basis-auto"
        >
          <span className="text-std-16B-170 leading-140">{author.name}</span>
          {own && (
            <span className="rounded-4 bg-key-100 px-1.5 text-[0.8125rem] leading-150 text-key-1100">
              {t('room.own')}
            </span>
          )}
        </p>
        {/* On a phone below, over the whole width: beside the name it would be torn into many lines. */}
        <p
          id={`${id}-work`}
          className="order-last w-full text-[0.875rem] leading-140 text-ink-soft sm:order-none sm:w-auto sm:min-w-0 sm:grow sm:basis-0 sm:pt-[0.4375rem]"
        >
          {author.profession}・{author.facility}
        </p>
        <time
          id={`${id}-time`}
          dateTime={post.at}
          title={formatMoment(post.at)}
          className="shrink-0 self-start pt-1 text-[0.875rem] leading-140 text-ink-soft"
        >
          {formatTime(post.at)}
        </time>
        {onReply && !post.erased_at && (
          <IconButton
            aria-label={t('room.replyTo', { name: author.name })}
            title={t('room.reply')}
            tabIndex={active ? 0 : -1}
            onClick={() => onReply(post)}
            className="-my-2 -mr-2 self-start text-key-900"
          >
            <ReplyIcon className="size-5" />
          </IconButton>
        )}
        {!post.erased_at && <PostMenu post={post} active={active} onErase={onErase} />}
      </div>
      {post.reply_to !== undefined && (
        <ReplyQuote id={post.reply_to} answered={answered} onShow={onShow} active={active} />
      )}
      {post.priority !== 'normal' && (
        <p>
          <PriorityMark priority={post.priority} />
        </p>
      )}
      {post.erased_at ? (
        <p className="rounded-8 border border-dashed border-solid-gray-500 bg-paper px-3 py-2 text-std-16N-170 text-ink-soft">
          <ErasedText at={post.erased_at} />
        </p>
      ) : (
        <p className="text-std-17N-170 break-normal wrap-anywhere whitespace-pre-wrap">
          {post.body.trimEnd()}
        </p>
      )}
    </article>
  );
});
