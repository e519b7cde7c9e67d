import { useCallback, useEffect, useState } from 'react';
import type { RoomView } from '../../live/room-log';

/** Goes to a post of the room; what is older than what is loaded is loaded until it comes. */
export function useShowPost(view: RoomView, loadOlder: () => void): (id: string) => void {
  const [wanted, setWanted] = useState<string>();

  useEffect(() => {
    if (wanted === undefined) return;
    const post = document.getElementById(`post-${wanted}`);
    if (post) {
      post.scrollIntoView({ block: 'center' });
      post.focus({ preventScroll: true });
    }
    if (post || view.atStart) setWanted(undefined);
    else if (!view.loadingOlder) loadOlder();
  }, [wanted, view, loadOlder]);

  return useCallback((id: string) => setWanted(id), []);
}
