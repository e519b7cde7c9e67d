import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAudit } from '../../api/audit';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { AuditChain, AuditLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { BackIcon, ForwardIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { AuditFilter } from './AuditFilter';
import { AuditItem } from './AuditItem';
import { ChainNotice } from './ChainNotice';
import { EVERYTHING, queryOf, type Wanted } from './wanted';

/** 記録の確認: who did what, the newest first. Never a word of what anyone wrote. */
export default function AuditScreen() {
  const { t } = useTranslation();
  const { session } = useSession();
  const [wanted, setWanted] = useState<Wanted>(EVERYTHING);
  const [choosing, setChoosing] = useState(false);
  const [lines, setLines] = useState<AuditLine[]>();
  const [hasMore, setHasMore] = useState(false);
  const [chain, setChain] = useState<AuditChain>();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const load = useCallback(
    async (next: Wanted, before?: number) => {
      setWorking(true);
      setProblem(undefined);
      try {
        const page = await readAudit(queryOf(next, before));
        setLines((shown) => (before === undefined ? page.lines : [...(shown ?? []), ...page.lines]));
        setHasMore(page.has_more);
        setChain(page.chain);
      } catch (error) {
        setProblem(problemWords(t, error));
      }
      setWorking(false);
    },
    [t],
  );

  useEffect(() => {
    void load(EVERYTHING);
  }, [load]);

  const search = (next: Wanted) => {
    setWanted(next);
    void load(next);
  };

  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      {session.role === 'city_moderator' && (
        <TextLink href={paths.city}>
          <BackIcon className="size-5" />
          {t('team.back')}
        </TextLink>
      )}
      <div className="grid gap-1">
        <ScreenTitle screen={t('audit.title')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('audit.lead')}</p>
      </div>
      <TextLink href={paths.auditReviews}>
        {t('auditReview.title')}
        <ForwardIcon className="size-5" />
      </TextLink>
      {chain && <ChainNotice chain={chain} />}
      {choosing ? (
        <AuditFilter wanted={wanted} working={working} onSearch={search} />
      ) : (
        <Button look="outline" className="justify-self-start" onClick={() => setChoosing(true)}>
          {t('audit.filter')}
        </Button>
      )}
      <Card title={t('audit.found')}>
        <LiveRegion className="grid gap-3">
          {problem && <Notice tone="error">{problem}</Notice>}
          {lines && (
            <p className="text-[0.9375rem] leading-150 text-ink-soft">
              {lines.length > 0 ? t('audit.shown', { lines: lines.length }) : t('audit.none')}
            </p>
          )}
          {!lines && !problem && <p>{t('app.loading')}</p>}
        </LiveRegion>
        {lines && lines.length > 0 && (
          <ul className="divide-y divide-line">
            {lines.map((line) => (
              <AuditItem key={line.n} line={line} />
            ))}
          </ul>
        )}
        {hasMore && (
          <Button
            look="outline"
            busy={working}
            className="justify-self-start"
            onClick={() => void load(wanted, lines?.at(-1)?.n)}
          >
            {t('audit.more')}
          </Button>
        )}
      </Card>
    </div>
  );
}
