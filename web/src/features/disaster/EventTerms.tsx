import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { DisasterEventView } from '../../protocol';
import { Term } from '../../ui/Terms';

/** What the city says of an event, whom it names, and who did which part of it. */
export function EventTerms({ event }: { event: DisasterEventView }) {
  const { t } = useTranslation();
  const { line } = event;
  return (
    <>
      <Term name={t('exceptionalUse.circumstances')}>
        <span className="whitespace-pre-line">{event.circumstances}</span>
      </Term>
      <Term name={t('exceptionalUse.purpose')}>
        <span className="whitespace-pre-line">{event.purpose}</span>
      </Term>
      <Term name={t('exceptionalUse.people')}>
        <ul className="grid gap-1">
          {event.people.map((person) => (
            <li key={person.account}>
              {person.name}
              <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                {person.profession}・{person.facility}
              </span>
            </li>
          ))}
        </ul>
      </Term>
      <Term name={t('exceptionalUse.until')}>{formatMoment(line.until)}</Term>
      {line.ended_at && <Term name={t('exceptionalUse.endedAt')}>{formatMoment(line.ended_at)}</Term>}
      <Term name={t('exceptionalUse.askedBy')}>
        {t('exceptionalUse.permittedAt', { name: line.asked_by, at: formatMoment(line.asked_at) })}
      </Term>
      {line.permitted_at && line.permitted_by && (
        <Term name={t('exceptionalUse.permittedBy')}>
          {t('exceptionalUse.permittedAt', { name: line.permitted_by, at: formatMoment(line.permitted_at) })}
        </Term>
      )}
      {line.review_state && (
        <Term name={t('disaster.review')}>{t(`disasterReview.state.${line.review_state}`)}</Term>
      )}
    </>
  );
}
