import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findCase } from '../../api/cases';
import { ProblemError } from '../../api/request';
import { navigate, paths } from '../../app/route';
import { problemWords } from '../../i18n/problem-words';
import { Button } from '../../ui/Button';
import { FieldError } from '../../ui/Field';
import { SearchField } from '../../ui/SearchField';

/** Opens a case by its receipt number, however long ago it was decided. `query`: how the inbox is looked at. */
export function ReceiptSearch({ query }: { query: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);

  const find = async (event: FormEvent) => {
    event.preventDefault();
    if (working || typed.trim() === '') return;
    setWorking(true);
    setProblem(undefined);
    try {
      navigate(paths.case((await findCase(typed)).line.case) + query);
    } catch (error) {
      const isUnknown = error instanceof ProblemError && error.problem.code === 'not_found';
      setProblem(isUnknown ? t('cases.noReceipt') : problemWords(t, error));
    } finally {
      setWorking(false);
    }
  };

  return (
    <form onSubmit={(event) => void find(event)} noValidate className="grid max-w-md gap-1.5">
      <div className="flex items-center gap-2">
        <div className="min-w-0 grow">
          <SearchField label={t('cases.byReceipt')} value={typed} onChange={setTyped} />
        </div>
        <Button type="submit" size="sm" look="outline" busy={working}>
          {t('cases.findReceipt')}
        </Button>
      </div>
      <div role="alert" className="empty:absolute">
        {problem && <FieldError id={`${id}-problem`}>{problem}</FieldError>}
      </div>
    </form>
  );
}
