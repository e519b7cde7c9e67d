import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { searchRoom } from '../../api/room-search';
import { isPost, type PostEntry } from '../../live/entry';
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

  useEffect(() => () => going.current?.abort(), []);

  const run = useCallback(
    async (words: string, before: number | undefined) => {
      going.current?.abort();
      const mine = new AbortController();
      going.current = mine;
      setWorking(true);
      const told = (line: RoomSearchLine) => {
        if (line.line === 'reached') reachedSeq.current = line.seq;
        setSearched((all) => all && withLine(all, line));
      };
      try {
        await searchRoom(room, before === undefined ? { words } : { words, before }, told, mine.signal);
      } catch (problem) {
        if (!mine.signal.aborted) setSearched((all) => all && { ...all, problem });
      }
      if (going.current === mine) setWorking(false);
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

  // What is erased while it is shown here is gone from here, too.
  const erased = useMemo(
    () => new Set(view?.entries.flatMap((entry) => (entry.kind === 'entry_erased' ? [entry.entry] : []))),
    [view?.entries],
  );
  const left = useMemo(
    () => searched && { ...searched, found: searched.found.filter(({ post }) => !erased.has(post.id)) },
    [searched, erased],
  );
  return { typed, type, searched: left, working, search, goOn };
}

export function withLine(all: Searched, line: RoomSearchLine): Searched {
  switch (line.line) {
    case 'found':
      return isPost(line.entry)
        ? { ...all, found: [...all.found, { post: line.entry, marks: line.marks }] }
        : all;
    case 'reached':
      return { ...all, reached: line.at };
    case 'stopped':
      return { ...all, stopped: { why: line.why, before: line.before } };
  }
}
