import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { formatDate } from '../../i18n/dates';
import type { CaseLine, DisasterEventView } from '../../protocol';
import { buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Term, Terms } from '../../ui/Terms';
import { EventMark } from '../disaster/EventMark';
import { EventRooms } from '../disaster/EventRooms';
import { EventTerms } from '../disaster/EventTerms';
import { holderWords } from './CaseList';

type DisasterCaseProps = { line: CaseLine; event: DisasterEventView };

/** 災害の宣言, or its review: what happened, for whom, until when, and all its rooms. */
export function DisasterCase({ line, event }: DisasterCaseProps) {
  const { t } = useTranslation();
  const isReview = line.kind === 'disaster_review';
  return (
    <>
      <Card title={t(isReview ? 'disasterReview.sent' : 'disasterCase.sent')}>
        <Terms>
          <Term name={t('disaster.name')}>{event.line.name}</Term>
          {event.line.state !== 'open' && (
            <Term name={t('disaster.now')}>
              <EventMark event={event.line} />
            </Term>
          )}
          <EventTerms event={event} />
          <Term name={t('cases.due')}>{formatDate(line.due)}</Term>
          {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
          <Term name={t('apply.receipt')}>
            <span className="font-mono">{line.receipt}</span>
          </Term>
        </Terms>
        {event.line.state === 'accepted' && (
          <Link
            href={paths.disaster(event.line.case)}
            className={`${buttonClass('outline', 'md')} justify-self-start`}
          >
            {t('disaster.toIt')}
          </Link>
        )}
      </Card>
      <EventRooms event={event} />
    </>
  );
}
