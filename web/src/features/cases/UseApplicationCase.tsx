import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { TextLink } from '../../app/TextLink';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { ExceptionalUseApplicationCase as Applied, CaseLine } from '../../protocol';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { UseTerms } from '../exceptional-use/UseTerms';
import { holderWords } from './CaseList';

type UseApplicationCaseProps = { line: CaseLine; applied: Applied };

/** Whether a room in that state may be used without consent at all. */
export const mayBeUsed = ({ state }: Applied): boolean =>
  state === 'awaiting_consent' || state === 'active' || state === 'permit_only';

/** 例外利用の申請 by a facility: as it was applied for, and what came of it. */
export function UseApplicationCase({ line, applied }: UseApplicationCaseProps) {
  const { t } = useTranslation();
  const { kana, recommended_case, open_case } = applied;
  const isOpen = line.state === 'open';
  return (
    <Card title={t('useApplicationCase.sent')}>
      {applied.is_withdrawn && <Notice tone="info">{t('useApplicationCase.isWithdrawn')}</Notice>}
      <Terms>
        <Term name={t('city.person')}>
          {kana === null ? t('rooms.erased') : t('receipt.for', { name: line.title, kana })}
        </Term>
        <UseTerms
          ground={applied.ground}
          words={applied.words}
          people={applied.people}
          until={applied.until}
        />
        <Term name={t('useApplicationCase.appliedBy')}>
          {t('discontinuation.decider', { name: applied.applied_by, facility: applied.applied_from })}
        </Term>
        <Term name={t('cases.openedAt')}>{formatMoment(line.opened_at)}</Term>
        <Term name={t('cases.due')}>{formatDate(line.due)}</Term>
        {isOpen && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
      </Terms>
      {isOpen && open_case && (
        <Notice
          tone="warning"
          action={<TextLink href={paths.case(open_case)}>{t('exceptionalUse.toCase')}</TextLink>}
        >
          {t('useApplicationCase.openCase')}
        </Notice>
      )}
      {isOpen && !mayBeUsed(applied) && <Notice tone="warning">{t('useApplicationCase.over')}</Notice>}
      {recommended_case && (
        <TextLink href={paths.case(recommended_case)}>{t('useApplicationCase.toDecision')}</TextLink>
      )}
    </Card>
  );
}
