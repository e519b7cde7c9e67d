import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { UnreachableError } from '../../api/request';
import '../../i18n';
import { useFileImport } from './use-file-import';

test('what is imported is what was looked through, and after a cut line it is looked through again', async () => {
  const sent: string[] = [];
  let isCut = true;
  const { result } = renderHook(() =>
    useFileImport(async (file, dryRun) => {
      sent.push(`${dryRun ? 'looked at' : 'imported'}: ${await file.text()}`);
      if (isCut) throw new UnreachableError();
      return 'a report';
    }),
  );
  await act(() => result.current.choose(new File(['佐藤'], 'shokuin.csv')));
  expect(result.current).toMatchObject({ report: undefined, working: false });
  expect(result.current.problem).toContain('通信');
  isCut = false;
  await act(async () => void (await result.current.lookAgain()));
  expect(result.current).toMatchObject({ report: 'a report', problem: undefined });
  await act(async () => void (await result.current.run()));
  expect(sent).toEqual(['looked at: 佐藤', 'looked at: 佐藤', 'imported: 佐藤']);
});
