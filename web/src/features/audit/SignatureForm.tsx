import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signAuditReview } from '../../api/audit-reviews';
import { ProblemError } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import type { AuditReview } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { TextArea } from '../../ui/TextArea';

const MAX_CHARS = 500;

type SignatureFormProps = { review: AuditReview; onSigned(review: AuditReview): void; onStale(): void };

/** 確認の記録: what was noticed, and that one looked. It cannot be changed afterwards. */
export function SignatureForm({ review, onSigned, onStale }: SignatureFormProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [isFaulty, setFaulty] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    const typed = words.trim();
    const isWrong = typed === '' || [...typed].length > MAX_CHARS;
    setFaulty(isWrong);
    setProblem(undefined);
    if (isWrong) return;
    setWorking(true);
    try {
      onSigned(await signAuditReview(review.month.month, { digest: review.digest, words: typed }));
      return;
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'stale') onStale();
      else setProblem(problemWords(t, error));
    }
    setWorking(false);
  };

  return (
    <Card title={t('auditReview.sign')}>
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
        <TextArea
          label={t('auditReview.words')}
          requiredWord={t('receipt.required')}
          hint={t('auditReview.wordsHint')}
          rows={3}
          value={words}
          error={isFaulty ? t('auditReview.wrongWords') : undefined}
          onChange={(event) => {
            setWords(event.target.value);
            setFaulty(false);
          }}
        />
        <Button type="submit" busy={working} className="justify-self-start">
          {t('auditReview.submit')}
        </Button>
      </form>
    </Card>
  );
}
