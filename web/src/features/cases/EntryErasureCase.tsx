import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { TextLink } from '../../app/TextLink';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { EntryErasureCase as Asked, CaseLine } from '../../protocol';
import { buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { holderWords } from './CaseList';

type EntryErasureCaseProps = { line: CaseLine; asked: Asked };

/** 投稿の消去の申出, or its proposal: which post, why, and who wants it. Never what it says. */
export function EntryErasureCase({ line, asked }: EntryErasureCaseProps) {
  const { t } = useTranslation();
  const { kana, author } = asked;
  const isRequest = line.kind === 'entry_erasure_request';
  const person = (name: string, facility: string | null) =>
    t('discontinuation.decider', { name, facility: facility ?? '' });
  return (
    <Card title={t(isRequest ? 'entryErasureRequest.sent' : 'entryErasureCase.sent')}>
      <Terms>
        <Term name={t('city.person')}>
          {kana === null ? t('rooms.erased') : t('receipt.for', { name: line.title, kana })}
        </Term>
        <Term name={t('entryErasure.post')}>
          {formatMoment(asked.written_at)}
          <span className="block">
            {author.name}
            <span className="block text-[0.9375rem] leading-150 text-ink-soft">
              {author.profession}・{author.facility}
            </span>
          </span>
          <span className="block text-[0.9375rem] leading-150 text-ink-soft">
            {t('entryErasure.seq', { seq: asked.seq })}
          </span>
        </Term>
        <Term name={t('entryErasure.ground')}>{t(`entryErasure.grounds.${asked.ground}`)}</Term>
        <Term name={t('entryErasure.words')}>
          {asked.words === null ? (
            <span className="text-ink-soft">{t('entryErasure.wordsGone')}</span>
          ) : (
            <span className="break-words whitespace-pre-line">{asked.words}</span>
          )}
        </Term>
        <Term name={t('entryErasure.askedBy')}>{person(asked.asked_by, asked.asked_at)}</Term>
        {asked.proposed_by !== null && (
          <Term name={t('erasure.proposedBy')}>{person(asked.proposed_by, asked.proposed_at)}</Term>
        )}
        <Term name={t('cases.openedAt')}>{formatMoment(line.opened_at)}</Term>
        <Term name={t('cases.due')}>{formatDate(line.due)}</Term>
        {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
      </Terms>
      {line.state === 'open' && <Notice tone="info">{t('entryErasure.unseen')}</Notice>}
      {isRequest && line.state === 'accepted' && asked.decision_case && !asked.erased && (
        <TextLink href={paths.case(asked.decision_case)}>{t('entryErasureRequest.toDecision')}</TextLink>
      )}
      {asked.erased && (
        <Link
          href={paths.entryErasure(asked.room, asked.entry)}
          className={`${buttonClass('outline', 'md')} justify-self-start`}
        >
          {t('erasure.toIt')}
        </Link>
      )}
    </Card>
  );
}
