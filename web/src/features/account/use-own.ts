import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemWords } from '../../i18n/problem-words';

export type Said = { tone: 'success' | 'error'; text: string };

/** Something of one's own account as it stands, and what is said about it; `load` asks again. `read` must not change. */
export function useOwn<T>(read: () => Promise<T>) {
  const { t } = useTranslation();
  const [found, setFound] = useState<T>();
  const [said, setSaid] = useState<Said>();

  const fail = useCallback((error: unknown) => setSaid({ tone: 'error', text: problemWords(t, error) }), [t]);

  const load = useCallback(async () => {
    try {
      setFound(await read());
    } catch (error) {
      fail(error);
    }
  }, [read, fail]);

  useEffect(() => {
    void load();
  }, [load]);

  return { found, said, setSaid, fail, load };
}

export type Own<T> = ReturnType<typeof useOwn<T>>;
