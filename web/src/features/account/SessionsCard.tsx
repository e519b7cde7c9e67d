import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endOneSession, endOtherSessions, readSessions } from '../../api/account';
import { isProblemOf } from '../../api/request';
import { formatMoment } from '../../i18n/dates';
import type { SessionLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { Here } from './PasskeysCard';
import { useOwn } from './use-own';

/** Where one is signed in. Another page is ended at once: whoever sits there sees nothing more. */
export function SessionsCard() {
  const { t } = useTranslation();
  const { found, said, setSaid, fail, load } = useOwn(readSessions);
  const [working, setWorking] = useState(false);
  const sessions = found?.sessions ?? [];

  const during = async (work: () => Promise<string>) => {
    setWorking(true);
    setSaid(undefined);
    try {
      setSaid({ tone: 'success', text: await work() });
    } catch (error) {
      fail(error);
    }
    await load();
    setWorking(false);
  };

  const endOne = ({ session, device }: SessionLine) =>
    during(async () => {
      await endOneSession(session).catch((error: unknown) => {
        // It has ended by itself meanwhile.
        if (!isProblemOf(error, 'not_found')) throw error;
      });
      return t('account.endedOne', { device });
    });

  const endOthers = () =>
    during(async () => t('account.endedOthers', { ended: (await endOtherSessions()).ended }));

  return (
    <Card title={t('account.sessions')}>
      <p className="text-std-16N-170 text-ink-soft">{t('account.sessionsLead')}</p>
      <LiveRegion>{said && <Notice tone={said.tone}>{said.text}</Notice>}</LiveRegion>
      <ul className="grid gap-3">
        {sessions.map((line) => (
          <li key={line.session} className="grid gap-3 rounded-12 border border-line p-4">
            <div className="grid gap-1">
              <p className="text-std-17B-170 leading-150">{line.device}</p>
              {line.is_this && <Here>{t('account.thisOne')}</Here>}
            </div>
            <Terms>
              <Term name={t('account.deviceKind')}>
                {t(line.is_shared ? 'account.kind.shared' : 'account.kind.personal')}
              </Term>
              <Term name={t('account.since')}>{formatMoment(line.since)}</Term>
              <Term name={t('account.lastUsed')}>{formatMoment(line.last_used)}</Term>
            </Terms>
            {!line.is_this && (
              <Button
                size="sm"
                look="outline"
                busy={working}
                aria-label={t('account.endOneFor', { device: line.device, since: formatMoment(line.since) })}
                onClick={() => void endOne(line)}
                className="justify-self-start"
              >
                {t('account.endOne')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 2 && (
        <Button look="outline" busy={working} onClick={() => void endOthers()} className="justify-self-start">
          {t('account.endOthers')}
        </Button>
      )}
    </Card>
  );
}
