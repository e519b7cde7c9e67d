import { useTranslation } from 'react-i18next';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { CaseLine, ProxySuspension } from '../../protocol';
import { Card } from '../../ui/Card';
import { Term, Terms } from '../../ui/Terms';
import { holderWords } from './CaseList';
import { StoppedAccount, StoppedDevice } from './StoppedDevice';

type ProxyCaseProps = { line: CaseLine; done: ProxySuspension };

/** 緊急時の代行: what the operator suspended for the city, why, and on whose word. */
export function ProxyCase({ line, done }: ProxyCaseProps) {
  const { t } = useTranslation();
  const { asked } = done;
  return (
    <Card title={t('proxyCase.sent')}>
      <p className="text-std-16N-170">{t('proxyCase.lead')}</p>
      <Terms>
        {done.name && <Term name={t('proxyCase.person')}>{done.name}</Term>}
        {done.login_id && (
          <Term name={t('staff.loginId')}>
            <span className="font-mono">{done.login_id}</span>
          </Term>
        )}
        {done.label && <Term name={t('proxyCase.device')}>{done.label}</Term>}
        <Term name={t('proxyCase.facility')}>{done.facility ?? t('lossCase.noFacility')}</Term>
        <Term name={t('proxyCase.grounds')}>{t(`grounds.${done.grounds}`)}</Term>
        <Term name={t('proxyCase.asked')}>
          {asked
            ? t('proxyCase.askedBy', { by: asked.by, at: formatMoment(asked.at) })
            : t('proxyCase.nobody')}
        </Term>
        <Term name={t('proxyCase.by')}>{done.by}</Term>
        <Term name={t('proxyCase.at')}>{formatMoment(line.opened_at)}</Term>
        <Term name={t('cases.due')}>{formatDate(line.due)}</Term>
        {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
      </Terms>
      {line.state === 'open' && <p className="text-std-16N-170 text-ink-soft">{t('proxyCase.stopped')}</p>}
      {line.state === 'accepted' && done.account && <StoppedAccount account={done.account} />}
      {line.state === 'accepted' && done.device && <StoppedDevice device={done.device} />}
    </Card>
  );
}
