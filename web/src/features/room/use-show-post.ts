import { useEffect } from 'react';
import type { RoomView } from '../../live/room-log';

type ShowPost = {
  wanted: string | undefined;
  view: RoomView;
  loadOlder(): void;
  /** The post is in view: that is now the reader's place. */
  arrived(): void;
  /** It was reached, or there is nothing older. */
  over(): void;
};

/** Goes to a post of the room; what is older than what is loaded is loaded until it comes. */
export function useShowPost({ wanted, view, loadOlder, arrived, over }: ShowPost): void {
  const { entries, ready, atStart, loadingOlder, detail } = view;

  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again when the answer, or the connection (`detail`), has come; not at each change, or it would ask without end where nothing can be sent
  useEffect(() => {
    if (wanted === undefined) return;
    const post = document.getElementById(`post-${wanted}`);
    if (post) {
      post.scrollIntoView({ block: 'center' });
      post.focus({ preventScroll: true });
      arrived();
    }
    if (post || atStart) over();
    else if (ready && !loadingOlder) loadOlder();
  }, [wanted, entries, ready, atStart, loadingOlder, detail, loadOlder, arrived, over]);
}
