import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { formatMoment } from '../../i18n/dates';
import type { CaseDetail, CaseLine, CaseStep } from '../../protocol';
import { Card } from '../../ui/Card';
import { dateWords, titleWords } from './CaseList';
import { ownWords } from './kind';

function stepWords(t: TFunction, line: CaseLine, { step, by }: CaseStep): string {
  const own = ownWords(line.kind);
  const who = { by: by ?? t('cases.applicant') };
  // That it is taken back is no decision of its case: a disclosure request, or what a facility applied for.
  if (step === 'withdrawn') {
    if (own !== 'useApplicationCase') return t('disclosureCase.withdrawn', who);
    return t(by ? 'useApplicationCase.withdrawn' : 'useApplicationCase.lapsed', who);
  }
  if (step === 'opened' && !by && !own && line.route === 'calendar') return t('caseStep.openedByCalendar');
  return t(own ? `${own}.step.${step}` : `caseStep.${step}`, who);
}

/** What happened to a case. */
export function History({ found: { line, history } }: { found: CaseDetail }) {
  const { t } = useTranslation();
  return (
    <Card title={t('cases.history')}>
      <ol className="grid gap-3">
        {history.map((one) => (
          <li key={`${one.at} ${one.step}`} className="flex flex-wrap gap-x-4">
            <span className="w-44 text-[0.9375rem] leading-150 text-ink-soft">{formatMoment(one.at)}</span>
            <span className="grow leading-150">{stepWords(t, line, one)}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** As many others as fit beside it. */
const SHOWN = 8;

/** The room that a case is about; none: it is about none, or about many. */
export const roomOf = ({
  erasure,
  exceptional_use,
  use_application,
  residence,
  own_consent,
  disclosure,
  entry_erasure,
}: CaseDetail): string | undefined =>
  erasure?.proposal.room ??
  exceptional_use?.room ??
  use_application?.room ??
  residence?.room ??
  own_consent?.room ??
  disclosure?.head.room ??
  entry_erasure?.room;

/** What it has to do with: its facility, its room, and the other cases of the same facility. */
export function Related({ found, inbox }: { found: CaseDetail; inbox: readonly CaseLine[] }) {
  const { t } = useTranslation();
  const isModerator = useSession().session.role === 'city_moderator';
  const { line } = found;
  const room = roomOf(found);
  const others = inbox.filter(
    (one) => line.facility !== null && one.facility === line.facility && one.case !== line.case,
  );
  const hasPlace = isModerator && (line.facility !== null || room !== undefined);
  return (
    <Card title={t('cases.related')}>
      {isModerator && line.facility && (
        <TextLink href={paths.facility(line.facility)}>{line.facility_name ?? t('cases.facility')}</TextLink>
      )}
      {isModerator && room && <TextLink href={paths.cityRoom(room)}>{t('cases.toRoom')}</TextLink>}
      {others.length > 0 && (
        <ul aria-label={t('cases.othersOfFacility')} className="grid gap-2">
          {others.slice(0, SHOWN).map((one) => (
            <li key={one.case}>
              <Link
                href={paths.case(one.case) + window.location.search}
                className="block min-h-11 text-[0.9375rem] leading-150 text-key-900 underline underline-offset-4"
              >
                {`${t(`caseKind.${one.kind}`)}・${titleWords(t, one)}`}
                <span className="block text-[0.8125rem] leading-140 text-ink-soft">{dateWords(t, one)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {!hasPlace && others.length === 0 && (
        <p className="text-[0.9375rem] leading-150 text-ink-soft">{t('cases.relatedNone')}</p>
      )}
    </Card>
  );
}
