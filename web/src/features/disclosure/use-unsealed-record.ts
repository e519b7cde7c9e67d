import { useEffect, useEffectEvent, useState } from 'react';
import { readUnsealed, redactEntry } from '../../api/disclosures';
import type { RedactionMark, UnsealedEntry } from '../../protocol';

type Wanted = {
  id: string;
  /** The request's version as it is known. */
  version: number;
  /** The version of which what is on the screen was read. */
  readOf: number | undefined;
  onRead(version: number): void;
  onSaved(from: number, to: number): void;
  onFailed(error: unknown): void;
};

/**
 * The record of an unsealed room, page by page as it is asked for. What is saved replaces all marks of its entry, so it goes out with the
 * version of which they were read, never with a newer one; and when the request is known to have changed, what is on the screen is read
 * again: another window may have marked more, and a post may have been erased.
 */
export function useUnsealedRecord({ id, version, readOf, onRead, onSaved, onFailed }: Wanted) {
  const [entries, setEntries] = useState<readonly UnsealedEntry[]>([]);
  const [upto, setUpto] = useState<number>();
  const [working, setWorking] = useState(false);
  const [failedOf, setFailedOf] = useState<number>();
  const last = entries.at(-1)?.entry.seq ?? 0;
  const isStale = entries.length > 0 && readOf !== version;

  const work = async (step: () => Promise<void>) => {
    if (working) return;
    setWorking(true);
    try {
      await step();
      setFailedOf(undefined);
    } catch (error) {
      setFailedOf(version);
      onFailed(error);
    } finally {
      setWorking(false);
    }
  };
  const readOn = () =>
    work(async () => {
      const page = await readUnsealed(id, last);
      if (last === 0) onRead(version);
      setUpto(page.last_seq);
      setEntries((before) => [...before, ...page.entries]);
    });
  const readAgain = () =>
    work(async () => {
      const all: UnsealedEntry[] = [];
      let end = 0;
      while (end < last) {
        const page = await readUnsealed(id, end);
        all.push(...page.entries);
        end = page.entries.at(-1)?.entry.seq ?? last;
      }
      onRead(version);
      setEntries(all);
    });
  const save = (entry: string, marks: RedactionMark[]) =>
    work(async () => {
      if (readOf === undefined) return;
      onSaved(readOf, (await redactEntry(id, entry, readOf, marks)).version);
      setEntries((before) => before.map((one) => (one.entry.id === entry ? { ...one, marks } : one)));
    });

  const isDue = isStale && !working && failedOf !== version;
  const catchUp = useEffectEvent(readAgain);
  useEffect(() => {
    if (isDue) void catchUp();
  }, [isDue]);

  return {
    entries,
    isWhole: upto !== undefined && last >= upto,
    isStale,
    working,
    readOn,
    readAgain,
    save,
  };
}
