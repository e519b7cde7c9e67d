import { useTranslation } from 'react-i18next';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { CaseLine, ExceptionalUseCase } from '../../protocol';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { holderWords } from './CaseList';

type PermitCaseProps = { line: CaseLine; asked: ExceptionalUseCase };

/** 例外利用の申請, or its review: on which ground, for what, for whom, and until when. */
export function PermitCase({ line, asked }: PermitCaseProps) {
  const { t } = useTranslation();
  const { kana, words } = asked;
  const isReview = line.kind === 'exceptional_use_review';
  const skipped = new Set(asked.skipped);
  const told = asked.permitted_at ? 'accepted' : line.state === 'open' ? 'open' : undefined;
  const nobody = told === 'open' && asked.people.length > 0 && asked.people.length === skipped.size;
  return (
    <Card title={t(isReview ? 'permitReview.sent' : 'exceptionalUseCase.sent')}>
      <Terms>
        <Term name={t('city.person')}>
          {kana === null ? t('rooms.erased') : t('receipt.for', { name: line.title, kana })}
        </Term>
        <Term name={t('exceptionalUse.ground')}>{t(`exceptionalUse.groundLong.${asked.ground}`)}</Term>
        {words && (
          <>
            <Term name={t('exceptionalUse.circumstances')}>
              <span className="whitespace-pre-line">{words.circumstances}</span>
            </Term>
            {words.kin && (
              <Term name={t('exceptionalUse.kin')}>{t(`exceptionalUse.kinOf.${words.kin}`)}</Term>
            )}
            {words.why_no_consent && (
              <Term name={t('exceptionalUse.whyNoConsent')}>
                <span className="whitespace-pre-line">{words.why_no_consent}</span>
              </Term>
            )}
            <Term name={t('exceptionalUse.purpose')}>
              <span className="whitespace-pre-line">{words.purpose}</span>
            </Term>
          </>
        )}
        {asked.people.length > 0 && (
          <Term name={t('exceptionalUse.people')}>
            <ul className="grid gap-1">
              {asked.people.map((person) => (
                <li key={person.account}>
                  {person.name}
                  {told && skipped.has(person.account) && (
                    <span className="block text-[0.9375rem] leading-150 text-error-2">
                      {t(`exceptionalUseCase.skipped.${told}`)}
                    </span>
                  )}
                  <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                    {person.profession}・{person.facility}
                  </span>
                </li>
              ))}
            </ul>
          </Term>
        )}
        <Term name={t('exceptionalUse.until')}>{formatMoment(asked.until)}</Term>
        {asked.ended_at && <Term name={t('exceptionalUse.endedAt')}>{formatMoment(asked.ended_at)}</Term>}
        {asked.applied_by && (
          <Term name={t('useApplicationCase.appliedBy')}>
            {t('discontinuation.decider', {
              name: asked.applied_by,
              facility: asked.applied_from ?? '',
            })}
          </Term>
        )}
        <Term name={t(asked.applied_by ? 'useApplicationCase.recommendedBy' : 'exceptionalUse.askedBy')}>
          {t('discontinuation.decider', { name: asked.asked_by, facility: asked.asked_at })}
        </Term>
        {asked.permitted_at && asked.permitted_by && (
          <Term name={t('exceptionalUse.permittedBy')}>
            {t('exceptionalUse.permittedAt', {
              name: asked.permitted_by,
              at: formatMoment(asked.permitted_at),
            })}
          </Term>
        )}
        <Term name={t('cases.due')}>{formatDate(line.due)}</Term>
        {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
      </Terms>
      {nobody && <Notice tone="warning">{t('exceptionalUseCase.nobody')}</Notice>}
      {isReview && line.state === 'open' && asked.is_asker && !asked.is_own && (
        <Notice tone="info">{t('permitReview.asker')}</Notice>
      )}
    </Card>
  );
}
