import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { formatDate } from '../../i18n/dates';
import type { DisclosureCase as Asked, CaseLine } from '../../protocol';
import { buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { WordTerms } from '../disclosure/DisclosureTerms';
import { holderWords } from './CaseList';

type DisclosureCaseProps = { line: CaseLine; asked: Asked };

/** 開示請求: who asks, by which law, what for, and for how many hours a yes unseals the room. */
export function DisclosureCase({ line, asked }: DisclosureCaseProps) {
  const { t } = useTranslation();
  const { head, kana, words } = asked;
  return (
    <Card title={t('disclosureCase.sent')}>
      {head.state === 'erased' && <Notice tone="info">{t('disclosure.stateText.erased')}</Notice>}
      <Terms>
        <Term name={t('city.person')}>
          {kana === null ? t('rooms.erased') : t('receipt.for', { name: line.title, kana })}
        </Term>
        {words && <WordTerms words={words} />}
        <Term name={t('disclosure.entries')}>{t('disclosureCase.entries', { entries: head.entries })}</Term>
        <Term name={t('disclosureCase.hoursName')}>{t('disclosureCase.hours', { hours: asked.hours })}</Term>
        <Term name={t('disclosureCase.askedBy')}>
          {t('discontinuation.decider', { name: asked.asked_by, facility: asked.asked_at })}
        </Term>
        <Term name={t('disclosure.due')}>{formatDate(head.due)}</Term>
        {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
      </Terms>
      <Link
        href={paths.disclosure(head.request)}
        className={`${buttonClass('outline', 'md')} justify-self-start`}
      >
        {t('disclosureCase.toRequest')}
      </Link>
    </Card>
  );
}
