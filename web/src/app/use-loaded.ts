import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemWords } from '../i18n/problem-words';

/** What a screen is about, read when it opens; `load` reads it anew. `read` is one of the functions of `api`: it does not change. */
export function useLoaded<Found, Key = void>(read: (of: Key) => Promise<Found>, of: Key) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    try {
      setFound(await read(of));
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [read, of, t]);

  useEffect(() => {
    void load();
  }, [load]);

  return { found, setFound, problem, setProblem, load };
}
