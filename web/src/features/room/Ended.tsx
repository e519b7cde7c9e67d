import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '../../i18n/dates';
import type { SupportEndView } from '../../protocol';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ClockIcon, DocumentIcon } from '../../ui/icons';
import { endWords } from '../city/support-end';

/** Above the posts of a room whose support has come to its end. */
export function EndedBanner({ end }: { end: SupportEndView | null | undefined }) {
  const { t } = useTranslation();
  return (
    <p
      role="status"
      className="flex shrink-0 items-start gap-2 border-b border-line bg-solid-gray-50 px-4 py-2.5 text-[0.9375rem] leading-150 lg:px-6"
    >
      <ClockIcon className="mt-0.5 size-5 shrink-0" />
      <span>
        <span className="font-700">{t('room.endedBanner')}</span>
        {end && <span className="block sm:ml-2 sm:inline">{endWords(t, end)}</span>}
        {end?.readable_until && (
          <span className="block">
            {t('supportEnd.readableUntil', { day: formatDay(end.readable_until) })}
          </span>
        )}
      </span>
    </p>
  );
}

type EndedFooterProps = {
  /** What was being written when it ended. */
  draft: string;
  onDiscard(): void;
};

/** In the composer's place: that nobody writes any more. What was being written is kept until its author throws it away. */
export function EndedFooter({ draft, onDiscard }: EndedFooterProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <section
      aria-label={t('room.endedWriting')}
      className="safe-bottom max-h-[45dvh] shrink-0 overflow-y-auto border-t border-line bg-white"
    >
      <div className="grid gap-3 px-4 py-4">
        <p className="flex items-center justify-center gap-2 text-ink-soft">
          <DocumentIcon className="size-5 shrink-0" />
          {t('room.ended')}
        </p>
        {draft.trim() !== '' && (
          <div className="mx-auto grid w-full max-w-3xl gap-2">
            <p className="text-std-16B-170">{t('room.endedDraft')}</p>
            <p className="rounded-8 border border-dashed border-solid-gray-600 px-3.5 py-2 break-normal wrap-anywhere whitespace-pre-wrap">
              {draft}
            </p>
            <div className="flex justify-end">
              <Button size="sm" look="outline" onClick={() => setAsking(true)}>
                {t('room.endedDiscard')}
              </Button>
            </div>
          </div>
        )}
      </div>
      {asking && (
        <Dialog title={t('room.endedDiscardTitle')} onClose={() => setAsking(false)}>
          <p className="pt-3">{t('room.endedDiscardText')}</p>
          <div className="flex flex-wrap justify-end gap-3 pt-6">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button
              look="danger"
              onClick={() => {
                setAsking(false);
                onDiscard();
              }}
            >
              {t('room.endedDiscard')}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
