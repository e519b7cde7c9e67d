import { useCallback, useEffect, useState } from 'react';
import { readStaffChanges } from '../../api/staff';
import type { StaffChange } from '../../protocol';

/** What was changed of a facility's staff; `load` asks again. What is wrong with the server the list of staff says. */
export function useChanges(facility: string) {
  const [changes, setChanges] = useState<StaffChange[]>();

  const load = useCallback(async () => {
    const all = await readStaffChanges(facility).catch(() => undefined);
    if (all) setChanges(all.changes);
  }, [facility]);

  useEffect(() => {
    void load();
  }, [load]);

  return { changes, load };
}
