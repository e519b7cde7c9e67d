import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isProblemOf } from '../../api/request';
import { searchRoom } from '../../api/room-search';
import { isPost, type PostEntry, type RoomEntry } from '../../live/entry';
import type { RoomView } from '../../live/room-log';
import type { RoomSearchLine, SearchMark, SearchStop } from '../../protocol';

export type FoundPost = { post: PostEntry; marks: SearchMark[] };

/** What came of a search so far. */
export type Searched = {
  /** What was searched for. */
  words: string;
  found: readonly FoundPost[];
  /** When the oldest entry was written that was gone through. */
  reached: string | undefined;
  stopped: { why: SearchStop; before: number | null } | undefined;
  problem: unknown;
};

export type RoomSearch = {
  typed: string;
  type(words: string): void;
  searched: Searched | undefined;
  working: boolean;
  search(): void;
  /** さらに古い投稿を探す: from where it stopped, or broke off. */
  goOn(): void;
};

/** A search in a room. What is typed and found is kept as long as the room is shown, and nowhere but in memory. */
export function useRoomSearch(room: string, view: RoomView | undefined): RoomSearch {
  const [typed, type] = useState('');
  const [searched, setSearched] = useState<Searched>();
  const [working, setWorking] = useState(false);
  const going = useRef<AbortController>(undefined);
  const reachedSeq = useRef<number>(undefined);
  /** Posts that are known to be erased. It only grows: the room's view forgets what it drops, and a search may tell what was. */
  const erased = useRef(new Set<string>());

  useEffect(() => () => going.current?.abort(), []);

  const run = useCallback(
    async (words: string, before: number | undefined) => {
      going.current?.abort();
      const mine = new AbortController();
      going.current = mine;
      setWorking(true);
      const told = (line: RoomSearchLine) => {
        if (line.line === 'reached') reachedSeq.current = line.seq;
        if (line.line === 'found' && erased.current.has(line.entry.id)) return;
        setSearched((all) => all && withLine(all, line));
      };
      try {
        await searchRoom(room, before === undefined ? { words } : { words, before }, told, mine.signal);
      } catch (problem) {
        if (mine.signal.aborted) return;
        // Nothing is left of a room that may not be seen any more; where it may again, the search begins anew.
        const closed = isProblemOf(problem, 'room_closed') || isProblemOf(problem, 'not_found');
        if (closed) reachedSeq.current = undefined;
        setSearched((all) => all && { ...all, ...(closed && { found: [], reached: undefined }), problem });
      } finally {
        if (going.current === mine) setWorking(false);
      }
    },
    [room],
  );

  const search = useCallback(() => {
    reachedSeq.current = undefined;
    setSearched({ words: typed, found: [], reached: undefined, stopped: undefined, problem: undefined });
    void run(typed, undefined);
  }, [run, typed]);

  const goOn = useCallback(() => {
    if (!searched) return;
    setSearched({ ...searched, stopped: undefined, problem: undefined });
    void run(searched.words, reachedSeq.current);
  }, [run, searched]);

  // What is erased while it is shown here is gone from here, too, before it is seen once more.
  useLayoutEffect(() => {
    const fresh = (view?.entries ?? []).flatMap(erasedIn).filter((id) => !erased.current.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) erased.current.add(id);
    setSearched(
      (all) => all && { ...all, found: all.found.filter(({ post }) => !erased.current.has(post.id)) },
    );
  }, [view?.entries]);

  return { typed, type, searched, working, search, goOn };
}

/** The post that is erased by an entry, or stands in it without its text. */
function erasedIn(entry: RoomEntry): string[] {
  if (entry.kind === 'entry_erased') return [entry.entry];
  return isPost(entry) && entry.erased_at !== undefined ? [entry.id] : [];
}

/** A search that broke off inside a page tells that page again when it goes on: what stands here already is not repeated. */
export function withLine(all: Searched, line: RoomSearchLine): Searched {
  switch (line.line) {
    case 'found':
      return isPost(line.entry) && !all.found.some(({ post }) => post.id === line.entry.id)
        ? { ...all, found: [...all.found, { post: line.entry, marks: line.marks }] }
        : all;
    case 'reached':
      return { ...all, reached: line.at };
    case 'stopped':
      return { ...all, stopped: { why: line.why, before: line.before } };
  }
}
