import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCases, readDecidedBefore } from '../../api/cases';
import { forgetView, readSavedViews, saveView } from '../../api/saved-views';
import { navigate, useQuery } from '../../app/route';
import { problemWords } from '../../i18n/problem-words';
import type { CaseFilter, CaseLine, SavedView, SavedViewBody, SavedViews } from '../../protocol';
import { fromQuery, matches, SHOWN_FIRST, toQuery } from './filter';
import { KINDS } from './kind';
import { lastDecided, withFresh } from './pages';

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
  const [cases, setCases] = useState<CaseLine[]>();
  const [hasMore, setHasMore] = useState(false);
  /** The same behind the last page that was asked for; none: it is the first. */
  const [hasOlder, setHasOlder] = useState<boolean>();
  const [views, setViews] = useState<readonly SavedView[]>([]);
  const [problem, setProblem] = useState<string>();
  const said = fromQuery(query, KINDS);
  const filter = said ?? views.find((view) => view.is_default)?.filter ?? SHOWN_FIRST;

  const load = useCallback(async () => {
    try {
      const [read, saved] = await Promise.all([readCases(), readSavedViews()]);
      setViews(saved.views);
      setCases((before) => withFresh(before, read.cases));
      setHasMore(read.has_more);
      setProblem(undefined);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [t]);

  useEffect(() => {
    if (isWanted) void load();
  }, [isWanted, load]);

  const loadMore = async () => {
    const last = lastDecided(cases);
    if (!last) return;
    try {
      const older = await readDecidedBefore(last);
      setCases((before = []) => [...before, ...older.cases]);
      setHasOlder(older.has_more);
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
    hasMore: hasOlder ?? hasMore,
    shown: cases?.filter((line) => matches(line, filter)) ?? [],
    filter,
    views,
    problem,
    load,
    loadMore,
    look: (next) => navigate(window.location.pathname + toQuery(next), true),
    save: (view, body) => change(saveView(view, body)),
    forget: (view) => change(forgetView(view)),
  };
}
