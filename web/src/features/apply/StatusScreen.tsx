import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readApplicationStatus } from '../../api/cases';
import { ProblemError } from '../../api/request';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { formatDate, formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { ApplicationStatus } from '../../protocol';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { usePrintedScreen } from '../../ui/NothingToPrint';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { CaseMark } from '../cases/CaseMark';
import { OutsideFrame } from '../sign-in/OutsideFrame';
import { DeskHours } from './DeskHours';

/** How an application stands, for whoever has its receipt number. */
export default function StatusScreen() {
  const { t } = useTranslation();
  usePrintedScreen();
  const [receipt, setReceipt] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  const [status, setStatus] = useState<ApplicationStatus>();

  const ask = async (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    setStatus(undefined);
    setWrong(receipt.trim() === '' ? t('apply.receiptEmpty') : undefined);
    if (receipt.trim() === '') return;
    setWorking(true);
    try {
      setStatus(await readApplicationStatus(receipt));
    } catch (error) {
      const unknown = error instanceof ProblemError && error.problem.code === 'not_found';
      if (unknown) setWrong(t('apply.receiptUnknown'));
      else setProblem(problemWords(t, error));
    }
    setWorking(false);
  };

  return (
    <OutsideFrame aside={<DeskHours />}>
      <div className="grid gap-6">
        <TextLink href={paths.apply}>
          <BackIcon className="size-5" />
          {t('apply.toApply')}
        </TextLink>
        <div className="grid gap-2">
          <ScreenTitle screen={t('apply.statusTitle')} className="text-std-28B-150" />
          <p className="text-std-16N-170 text-ink-soft">{t('apply.statusLead')}</p>
        </div>
        <form noValidate onSubmit={(event) => void ask(event)} className="grid gap-4">
          <Field
            label={t('apply.receipt')}
            hint={t('apply.receiptHint')}
            error={wrong}
            value={receipt}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            onChange={(event) => setReceipt(event.target.value)}
          />
          <Button type="submit" size="lg" busy={working} className="w-full sm:max-w-xs">
            {t('apply.ask')}
          </Button>
        </form>
        <LiveRegion className="grid gap-4">
          {problem && <Notice tone="error">{problem}</Notice>}
          {status && <Status status={status} />}
        </LiveRegion>
      </div>
    </OutsideFrame>
  );
}

function Status({ status }: { status: ApplicationStatus }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('apply.result')} className="grid gap-4 rounded-12 border border-line bg-white p-5">
      <p>
        <CaseMark kind={status.kind} state={status.state} />
      </p>
      <p className="text-std-17N-170">{t(`apply.stands.${status.state}`)}</p>
      <Terms>
        <Term name={t('cases.kind')}>{t(`caseKind.${status.kind}`)}</Term>
        <Term name={t('cases.openedAt')}>{formatMoment(status.opened_at)}</Term>
        {status.decided_at ? (
          <Term name={t('cases.decidedAt')}>{formatMoment(status.decided_at)}</Term>
        ) : (
          <Term name={t('apply.due')}>{formatDate(status.due)}</Term>
        )}
        {status.reason && (
          <Term name={t('cases.reason')}>
            <span className="whitespace-pre-line">{status.reason}</span>
          </Term>
        )}
      </Terms>
    </section>
  );
}
