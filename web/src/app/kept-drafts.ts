import { useState } from 'react';
import { useSession } from './session-context';

/**
 * What was begun and not sent, for as long as this page lives: whoever turns to something else finds it again. Nowhere but in memory, since
 * it may tell about somebody; and only for whoever wrote it.
 */
let kept: { account: string; drafts: Map<string, unknown> } | undefined;

const draftsOf = (account: string): Map<string, unknown> => {
  if (kept?.account !== account) kept = { account, drafts: new Map() };
  return kept.drafts;
};

export const hasDraft = (account: string, of: string): boolean =>
  kept?.account === account && kept.drafts.has(of);

export function forgetDraft(account: string, of: string): void {
  if (kept?.account === account) kept.drafts.delete(of);
}

export function forgetDrafts(): void {
  kept = undefined;
}

/** A draft as it was left, else as it begins. `of` says of what it is; each has one form of its own. */
export function useKeptDraft<T>(of: string, begun: () => T) {
  const { account } = useSession().session;
  const [draft, setDraft] = useState<T>(() => {
    const drafts = draftsOf(account);
    return drafts.has(of) ? (drafts.get(of) as T) : begun();
  });
  const write = (change: Partial<T>) => {
    const next = { ...draft, ...change };
    setDraft(next);
    draftsOf(account).set(of, next);
  };
  return { draft, write, forget: () => forgetDraft(account, of) };
}
