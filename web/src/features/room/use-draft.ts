import { useCallback, useEffect, useRef, useState } from 'react';
import { useCareRooms } from '../../app/care-rooms-context';
import type { Priority } from '../../protocol';

export type DraftText = { body: string; priority: Priority; reply_to: string | undefined };

export type DraftAccess = {
  draft: DraftText;
  /** Changes parts of it, given what stands there. */
  change(part: (written: DraftText) => Partial<DraftText>): void;
  clear(): void;
};

const KEEP_AFTER_MS = 300;
const BLANK: DraftText = { body: '', priority: 'normal', reply_to: undefined };

/** What is being written in a room, kept on the device as it is typed. */
export function useDraft(room: string): DraftAccess {
  const rooms = useCareRooms();
  const [draft, setDraft] = useState(BLANK);
  const latest = useRef(BLANK);
  const touched = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const keep = useCallback(() => {
    clearTimeout(timer.current);
    if (!touched.current) return;
    const { body, priority, reply_to } = latest.current;
    void rooms
      .keepDraft({ room, body, priority, ...(reply_to === undefined ? {} : { reply_to }) })
      .catch(() => undefined);
  }, [rooms, room]);

  useEffect(() => {
    void rooms.draft(room).then((kept) => {
      // Whoever began to type before the draft was found goes on with what they type.
      if (!kept || touched.current) return;
      latest.current = { body: kept.body, priority: kept.priority, reply_to: kept.reply_to };
      setDraft(latest.current);
    });
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [rooms, room, keep]);

  const change = useCallback(
    (part: (written: DraftText) => Partial<DraftText>) => {
      touched.current = true;
      latest.current = { ...latest.current, ...part(latest.current) };
      setDraft(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(keep, KEEP_AFTER_MS);
    },
    [keep],
  );

  const clear = useCallback(() => {
    change(() => BLANK);
    keep();
  }, [change, keep]);

  return { draft, change, clear };
}
