import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCareRooms, useRoomsFact } from '../../app/care-rooms-context';
import { useSession } from '../../app/session-context';
import { codeWords } from '../../i18n/problem-words';
import type { OutgoingItem, OutgoingPost } from '../../live/outbox';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Initial } from '../../ui/Initial';
import { ClockIcon, ImportantIcon, UrgentIcon } from '../../ui/icons';
import { PriorityMark } from './PriorityMark';

type OutgoingCardProps = { item: OutgoingItem; onEdit: ((post: OutgoingPost) => void) | undefined };

/** A post of one's own that is not yet an entry of the room. */
export function OutgoingCard({ item, onEdit }: OutgoingCardProps) {
  const { t } = useTranslation();
  const rooms = useCareRooms();
  const { session } = useSession();
  const [withdrawing, setWithdrawing] = useState(false);
  const { post, state, problem } = item;
  const stuck = state === 'unsent' || state === 'refused';

  return (
    <article
      aria-label={t('outbox.label')}
      className={`grid gap-2 rounded-12 border px-4 pt-3 pb-4 ${
        stuck ? 'border-dashed border-error-2 bg-white' : 'border-key-200 bg-key-50'
      }`}
    >
      <div className="flex items-center gap-2.5">
        <Initial name={session.name} own />
        <p className="flex min-w-0 grow flex-wrap items-baseline gap-x-2 leading-140">
          <span className="text-std-16B-170 leading-140">{session.name}</span>
          <span className="rounded-4 bg-key-100 px-1.5 text-[0.8125rem] leading-150 text-key-1100">
            {t('room.own')}
          </span>
        </p>
        <Progress state={state} />
      </div>
      {post.priority !== 'normal' && (
        <p>
          <PriorityMark priority={post.priority} />
        </p>
      )}
      <p className="text-std-17N-170 break-normal wrap-anywhere whitespace-pre-wrap">{post.body.trimEnd()}</p>
      {problem && <p className="text-error-2">{codeWords(t, problem)}</p>}
      {stuck && (
        <div className="flex flex-wrap gap-3 pt-1">
          {state === 'unsent' && (
            <Button size="sm" onClick={() => rooms.resend(post.id)}>
              {t('outbox.resend')}
            </Button>
          )}
          {state === 'refused' && onEdit && (
            <Button size="sm" onClick={() => onEdit(post)}>
              {t('outbox.edit')}
            </Button>
          )}
          <Button size="sm" look="outline" onClick={() => setWithdrawing(true)}>
            {t('outbox.withdraw')}
          </Button>
        </div>
      )}
      {withdrawing && (
        <Dialog title={t('outbox.withdrawTitle')} onClose={() => setWithdrawing(false)}>
          <p className="pt-3">{t('outbox.withdrawText')}</p>
          <div className="flex flex-wrap justify-end gap-3 pt-6">
            <Button look="outline" autoFocus onClick={() => setWithdrawing(false)}>
              {t('outbox.withdrawNo')}
            </Button>
            <Button look="danger" onClick={() => void rooms.withdraw(post.id)}>
              {t('outbox.withdrawYes')}
            </Button>
          </div>
        </Dialog>
      )}
    </article>
  );
}

function Progress({ state }: { state: OutgoingItem['state'] }) {
  const { t } = useTranslation();
  const troubled = useRoomsFact((rooms) => rooms.connection.troubled);
  if (state === 'sent') return null;
  const sending = state === 'sending';
  // Without a connection nothing is on its way; the banner counts it as unsent.
  const waits = sending && troubled;
  return (
    <span
      className={`inline-flex shrink-0 items-center gap-1 text-dns-14B-130 ${sending ? 'text-ink-soft' : 'text-error-2'}`}
    >
      {sending && <ClockIcon className="size-4" />}
      {state === 'unsent' && <ImportantIcon className="size-4" />}
      {state === 'refused' && <UrgentIcon className="size-4" />}
      {t(`outbox.${waits ? 'unsent' : state}`)}
    </span>
  );
}
