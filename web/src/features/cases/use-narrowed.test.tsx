import { act, renderHook, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import '../../i18n';
import { readDecided } from '../../api/cases';
import type { CaseFilter, CaseLine } from '../../protocol';
import { useNarrowed } from './use-narrowed';

vi.mock('../../api/cases');

const decided = (name: string) => ({ case: name, state: 'accepted' }) as CaseLine;
const LEAKS: CaseFilter = { show: 'decided', kinds: ['leak'], overdue: false, facility: null };

test('what was decided long ago is looked for by the server, page by page, and only while not all of it is at hand', async () => {
  vi.mocked(readDecided)
    .mockResolvedValueOnce({ cases: [decided('a')], has_more: true })
    .mockResolvedValueOnce({ cases: [decided('b')], has_more: false })
    .mockResolvedValueOnce({ cases: [decided('c')], has_more: false });
  const { result, rerender } = renderHook(({ filter, isMore }) => useNarrowed(filter, isMore), {
    initialProps: { filter: LEAKS, isMore: false },
  });
  rerender({ filter: { ...LEAKS, kinds: [] }, isMore: true });
  rerender({ filter: { ...LEAKS, show: 'open' }, isMore: true });
  expect(result.current.found).toBeUndefined();
  expect(readDecided).not.toHaveBeenCalled();

  rerender({ filter: LEAKS, isMore: true });
  await waitFor(() => expect(result.current.found?.cases).toEqual([decided('a')]));
  await act(() => result.current.loadMore());
  expect(readDecided).toHaveBeenLastCalledWith({ kinds: ['leak'], facility: null }, decided('a'));
  expect(result.current.found).toEqual({ cases: [decided('a'), decided('b')], has_more: false });

  // Another facility: nothing of what was found before is shown as if it were of it.
  rerender({ filter: { ...LEAKS, facility: 'f' }, isMore: true });
  expect(result.current.found).toBeUndefined();
  await waitFor(() => expect(result.current.found?.cases).toEqual([decided('c')]));
  expect(readDecided).toHaveBeenLastCalledWith({ kinds: ['leak'], facility: 'f' });
});
