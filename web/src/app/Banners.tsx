import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../ui/Button';
import { CloseIcon, InfoIcon, OfflineIcon } from '../ui/icons';
import { useRoomsFact } from './care-rooms-context';
import { forgetLostPosts, lostPosts } from './lost-posts';

/** What concerns the whole app: the connection, and what was lost with the last session. */
export function Banners({ mustReload }: { mustReload: boolean }) {
  const { t } = useTranslation();
  const troubled = useRoomsFact((rooms) => rooms.connection.troubled);
  const unsent = useRoomsFact((rooms) => rooms.unsent);
  const [lost, setLost] = useState(lostPosts);

  return (
    <>
      <div role="status" className="shrink-0">
        {troubled && (
          <p className="flex items-center justify-center gap-2 bg-yellow-100 px-4 py-2 text-std-16N-170 text-ink">
            <OfflineIcon className="size-5" />
            <span>{unsent > 0 ? t('connection.troubledUnsent', { unsent }) : t('connection.troubled')}</span>
          </p>
        )}
        {mustReload && (
          <p className="flex flex-wrap items-center justify-center gap-3 bg-yellow-100 px-4 py-2 text-std-16N-170 text-ink">
            {t('connection.reload')}
            <Button size="sm" onClick={() => window.location.reload()}>
              {t('app.reload')}
            </Button>
          </p>
        )}
      </div>
      {lost > 0 && (
        <aside
          aria-label={t('connection.lostLabel')}
          className="flex shrink-0 items-center gap-2 bg-key-50 py-1 pr-1 pl-4 text-std-16N-170"
        >
          <InfoIcon className="size-5 text-key-900" />
          <p className="grow">{t('connection.lost', { lost })}</p>
          <IconButton
            aria-label={t('connection.dismiss')}
            onClick={() => {
              forgetLostPosts();
              setLost(0);
            }}
          >
            <CloseIcon />
          </IconButton>
        </aside>
      )}
    </>
  );
}
