import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readDecided } from '../../api/cases';
import { problemWords } from '../../i18n/problem-words';
import type { CaseFilter, Cases } from '../../protocol';

type Narrowed = {
  /** Those that were decided and are looked for, as far as they were asked for; none: not yet, or what is at hand is all there is. */
  found: Cases | undefined;
  problem: string | undefined;
  /** The ones before the last of them. */
  loadMore(): Promise<void>;
  /** Asks for them anew. */
  load(): void;
};

/**
 * Of what was decided, a kind or a facility: looked for by the server among all of them, since the newest pages that are at hand may hold none.
 * Not asked for while those pages are everything.
 */
export function useNarrowed({ show, kinds, facility }: CaseFilter, isMore: boolean): Narrowed {
  const { t } = useTranslation();
  const isWanted = isMore && show === 'decided' && (kinds.length > 0 || facility !== null);
  const key = isWanted ? `${[...kinds].sort().join('.')} ${facility ?? ''}` : undefined;
  const [state, setState] = useState<{ key: string; found: Cases }>();
  const [problem, setProblem] = useState<string>();
  const [times, setTimes] = useState(0);
  const load = useCallback(() => setTimes((before) => before + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says what is looked for, `times` that it is asked for anew
  useEffect(() => {
    if (key === undefined) return;
    let wanted = true;
    readDecided({ kinds, facility }).then(
      (found) => {
        if (!wanted) return;
        setState({ key, found });
        setProblem(undefined);
      },
      (error) => wanted && setProblem(problemWords(t, error)),
    );
    return () => {
      wanted = false;
    };
  }, [key, times, t]);

  const found = state && state.key === key ? state.found : undefined;
  const loadMore = async () => {
    const last = found?.cases.at(-1);
    if (!last || key === undefined) return;
    try {
      const older = await readDecided({ kinds, facility }, last);
      setState((now) => {
        // Something else is looked for by now, or it was asked for anew.
        if (now?.key !== key || now.found.cases.at(-1)?.case !== last.case) return now;
        return { key, found: { cases: [...now.found.cases, ...older.cases], has_more: older.has_more } };
      });
      setProblem(undefined);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  };
  return {
    found: isWanted ? found : undefined,
    problem: isWanted ? problem : undefined,
    loadMore,
    load,
  };
}
