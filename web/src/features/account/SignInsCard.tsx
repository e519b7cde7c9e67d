import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readSignIns } from '../../api/account';
import { formatMoment } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import type { SignInEvent, SignInLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { ImportantIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';

/** What one should look at twice. */
const STRANGE: SignInEvent[] = ['refused', 'foreign_key', 'step_up_refused'];

/** What happened at the door of one's own account. */
export function SignInsCard() {
  const { t } = useTranslation();
  const [lines, setLines] = useState<SignInLine[]>([]);
  const [hasMore, setHasMore] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const load = useCallback(
    async (before?: number) => {
      setWorking(true);
      setProblem(undefined);
      try {
        const page = await readSignIns(before);
        setLines((shown) => (before === undefined ? page.sign_ins : [...shown, ...page.sign_ins]));
        setHasMore(page.has_more);
      } catch (error) {
        setProblem(problemWords(t, error));
      }
      setWorking(false);
    },
    [t],
  );

  useEffect(() => {
    void load();
  }, [load]);

  return (
    <Card title={t('account.history')}>
      <p className="text-std-16N-170 text-ink-soft">{t('account.historyLead')}</p>
      <ul className="divide-y divide-line">
        {lines.map((line) => (
          <li key={line.n} className="grid gap-0.5 py-2.5 sm:grid-cols-[11rem_minmax(0,1fr)] sm:gap-3">
            <span className="text-[0.9375rem] leading-150 text-ink-soft">{formatMoment(line.at)}</span>
            <span className="leading-150">
              <span className={STRANGE.includes(line.what) ? 'font-700 text-error-2' : ''}>
                {STRANGE.includes(line.what) && (
                  <ImportantIcon className="mr-1 inline size-5 align-text-bottom" />
                )}
                {t(`account.event.${line.what}`)}
              </span>
              <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                {line.device ?? t('account.otherDevice')}
                {line.is_this && line.what === 'signed_in' && `・${t('account.thisOne')}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
      {hasMore && (
        <Button
          look="outline"
          busy={working}
          onClick={() => void load(lines.at(-1)?.n)}
          className="justify-self-start"
        >
          {t('account.more')}
        </Button>
      )}
    </Card>
  );
}
