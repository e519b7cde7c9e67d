import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCases, readDecided, readOpenCases } from '../../api/cases';
import { forgetView, readSavedViews, saveView } from '../../api/saved-views';
import { navigate, useQuery } from '../../app/route';
import { useWhileSeen } from '../../app/use-while-seen';
import { problemWords } from '../../i18n/problem-words';
import type { CaseFilter, CaseLine, SavedView, SavedViewBody, SavedViews } from '../../protocol';
import { fromQuery, isDecidedSince, matches, SHOWN_FIRST, toQuery, withOpen } from './filter';
import { KINDS } from './kind';
import { lastDecided, type Pages, withFresh, withOlder } from './pages';
import { useNarrowed } from './use-narrowed';

/** So often it is looked whether cases have come in, or somebody has taken one. */
const EVERY_MS = 60_000;

export type Inbox = {
  /** None while they are asked for, and when they cannot be had. Of those that were decided, the newest. */
  cases: CaseLine[] | undefined;
  /** Whether more were decided than these. */
  hasMore: boolean;
  /** Those that the filter leaves. */
  shown: readonly CaseLine[];
  filter: CaseFilter;
  views: readonly SavedView[];
  problem: string | undefined;
  load(): Promise<void>;
  /** The ones before the last that was decided. */
  loadMore(): Promise<void>;
  look(filter: CaseFilter): void;
  /** What went wrong, if something did. */
  save(view: string, body: SavedViewBody): Promise<string | undefined>;
  forget(view: string): Promise<string | undefined>;
};

/** The inbox as its address says, else as its person's default view does. Not asked for where nobody sees it. */
export function useInbox(isWanted = true): Inbox {
  const { t } = useTranslation();
  const query = useQuery();
  const [pages, setPages] = useState<Pages>();
  const cases = pages?.cases;
  const [views, setViews] = useState<readonly SavedView[]>([]);
  const [problem, setProblem] = useState<string>();
  const said = fromQuery(query, KINDS);
  const filter = said ?? views.find((view) => view.is_default)?.filter ?? SHOWN_FIRST;

  const hasMore = pages?.hasOlder ?? pages?.hasMore ?? false;
  const narrowed = useNarrowed(filter, isWanted && hasMore);
  const { found, load: narrowAnew } = narrowed;

  const load = useCallback(async () => {
    narrowAnew();
    try {
      const [read, saved] = await Promise.all([readCases(), readSavedViews()]);
      setViews(saved.views);
      setPages((before) => withFresh(before, read));
      setProblem(undefined);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [t, narrowAnew]);

  useEffect(() => {
    if (isWanted) void load();
  }, [isWanted, load]);

  /** Others work on the same cases. Asked for on its own it is only what is open: each look at a list is written down. */
  const refresh = async () => {
    if (!cases) return load();
    const open = await readOpenCases().catch(() => undefined);
    // What cannot be had is looked at as it was: whoever does something with it is told.
    if (!open) return;
    if (isDecidedSince(cases, open)) return load();
    setPages((before) => before && { ...before, cases: withOpen(before.cases, open) });
    setProblem(undefined);
  };
  useWhileSeen(() => void refresh(), EVERY_MS, isWanted);

  const loadMore = async () => {
    const last = lastDecided(cases);
    if (!last) return;
    try {
      const older = await readDecided(SHOWN_FIRST, last);
      setPages((before) => before && withOlder(before, last, older));
      setProblem(undefined);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  };

  const change = async (work: Promise<SavedViews>) => {
    try {
      setViews((await work).views);
    } catch (error) {
      return problemWords(t, error);
    }
  };

  return {
    cases,
    hasMore: found?.has_more ?? hasMore,
    shown: (found?.cases ?? cases)?.filter((line) => matches(line, filter)) ?? [],
    filter,
    views,
    problem: problem ?? narrowed.problem,
    load,
    loadMore: found ? narrowed.loadMore : loadMore,
    look: (next) => navigate(window.location.pathname + toQuery(next), true),
    save: (view, body) => change(saveView(view, body)),
    forget: (view) => change(forgetView(view)),
  };
}
