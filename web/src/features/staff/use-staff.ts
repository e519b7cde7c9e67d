import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readStaff } from '../../api/staff';
import { problemWords } from '../../i18n/problem-words';
import type { FacilityStaff } from '../../protocol';

/** A facility's staff as they stand; `load` asks again. */
export function useStaff(facility: string) {
  const { t } = useTranslation();
  const [found, setFound] = useState<FacilityStaff>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    try {
      setFound(await readStaff(facility));
      setProblem(undefined);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [facility, t]);

  useEffect(() => {
    void load();
  }, [load]);

  return { found, problem, load };
}
