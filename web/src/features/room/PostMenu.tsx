import { useTranslation } from 'react-i18next';
import type { PostEntry } from '../../live/entry';
import { IconButton } from '../../ui/Button';
import { MoreIcon } from '../../ui/icons';
import { useDisclosure } from '../../ui/use-disclosure';

type PostMenuProps = { post: PostEntry; active: boolean; onErase(post: PostEntry): void };

/** What is seldom done with a post. */
export function PostMenu({ post, active, onErase }: PostMenuProps) {
  const { t } = useTranslation();
  const { open, box, toggle, finish, onKeyDown } = useDisclosure();

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what its button has opened
    <div ref={box} className="relative -my-2 -mr-2 self-start" onKeyDown={onKeyDown}>
      <IconButton
        aria-label={t('room.moreOf', { name: post.author.name })}
        title={t('room.more')}
        aria-expanded={open}
        tabIndex={active ? 0 : -1}
        onClick={toggle}
        className="text-key-900"
      >
        <MoreIcon className="size-5" />
      </IconButton>
      {open && (
        <div className="absolute top-full right-0 z-2 w-max max-w-[calc(100vw-4rem)] rounded-8 border border-line bg-white py-1 shadow-4">
          <button
            type="button"
            onClick={() => {
              finish();
              onErase(post);
            }}
            className="min-h-11 w-full px-4 py-2 text-left text-std-16N-170 hover:bg-key-50"
          >
            {t('entryErasure.ask')}
          </button>
        </div>
      )}
    </div>
  );
}
