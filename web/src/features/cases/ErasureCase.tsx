import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { CaseLine, ErasureCase as Proposed } from '../../protocol';
import { buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Term, Terms } from '../../ui/Terms';
import { WhatGoes } from '../erasure/WhatGoes';
import { StateMark } from '../rooms/StateMark';
import { holderWords } from './CaseList';

type ErasureCaseProps = { line: CaseLine; proposed: Proposed };

/** 消去の提案: whose room, why, and what would go. */
export function ErasureCase({ line, proposed }: ErasureCaseProps) {
  const { t } = useTranslation();
  const { proposal, kana } = proposed;
  return (
    <Card title={t('erasureCase.sent')}>
      <Terms>
        <Term name={t('city.person')}>
          {kana === null ? t('rooms.erased') : t('receipt.for', { name: line.title, kana })}
        </Term>
        <Term name={t('erasureCase.before')}>
          <StateMark state={proposal.before} />
        </Term>
        <Term name={t('erasure.ground')}>{t(`erasure.grounds.${proposal.ground}`)}</Term>
        <Term name={t('erasure.proposedBy')}>
          {t('discontinuation.decider', { name: proposed.proposed_by, facility: proposed.proposed_at })}
        </Term>
        <Term name={t('erasureCase.at')}>{formatMoment(line.opened_at)}</Term>
        <Term name={t('cases.due')}>{formatDate(line.due)}</Term>
        {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
      </Terms>
      <WhatGoes goes={proposal.goes} stays={proposal.stays} />
      {line.state === 'open' && <p className="text-std-16N-170 text-ink-soft">{t('erasureCase.counted')}</p>}
      {line.state === 'accepted' && (
        <Link
          href={paths.erasure(proposal.room)}
          className={`${buttonClass('outline', 'md')} justify-self-start`}
        >
          {t('erasure.toIt')}
        </Link>
      )}
    </Card>
  );
}
