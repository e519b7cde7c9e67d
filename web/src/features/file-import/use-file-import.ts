import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemWords } from '../../i18n/problem-words';

/** The file that was chosen, and what the server said of it. */
export type FileImport<Report> = {
  file: File | undefined;
  report: Report | undefined;
  problem: string | undefined;
  working: boolean;
  choose(chosen: File): Promise<void>;
  lookAgain(): Promise<void>;
  run(): Promise<void>;
};

/**
 * A file that is looked through by the server, and imported when it has no fault. `importFile` does both: nothing is kept of a dry run. The
 * file is held as it was when it was chosen: what is imported is what was looked through, whatever is saved under its name meanwhile.
 */
export function useFileImport<Report>(
  importFile: (file: File, dryRun: boolean) => Promise<Report>,
): FileImport<Report> {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [report, setReport] = useState<Report>();
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);

  const send = async (held: File, dryRun: boolean) => {
    setWorking(true);
    setProblem(undefined);
    try {
      setReport(await importFile(held, dryRun));
    } catch (error) {
      setProblem(problemWords(t, error));
    }
    setWorking(false);
  };

  const choose = async (chosen: File) => {
    setReport(undefined);
    setProblem(undefined);
    try {
      const held = new File([await chosen.arrayBuffer()], chosen.name, { type: chosen.type });
      setFile(held);
      await send(held, true);
    } catch {
      setFile(undefined);
      setProblem(t('staffFile.unreadable'));
    }
  };

  return {
    file,
    report,
    problem,
    working,
    choose,
    lookAgain: async () => {
      if (file) await send(file, true);
    },
    run: async () => {
      if (file) await send(file, false);
    },
  };
}
