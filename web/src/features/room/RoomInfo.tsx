import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { ageOn, formatDate, formatEra, formatMoment } from '../../i18n/dates';
import type { ConsentView, EntryErasureAnswer, Member, RoomDetail } from '../../protocol';
import { Initial } from '../../ui/Initial';
import { DocumentIcon } from '../../ui/icons';
import { Term, Terms } from '../../ui/Terms';
import { ScopeTerms } from '../city/ScopeTerms';
import { ParticularsTerms } from '../particulars/ParticularsTerms';
import { StateMark } from '../rooms/StateMark';

/** What the room is about: the supported person, the consent, and who takes part. */
export function RoomInfo({ detail }: { detail: RoomDetail | undefined }) {
  const { t } = useTranslation();
  const { role } = useSession().session;
  if (!detail) return <p className="pt-4 text-ink-soft">{t('app.loading')}</p>;
  return (
    <div className="grid gap-7 pt-4">
      <Terms>
        <Term name={t('info.name')}>
          <span className="text-std-17B-170">{detail.label}</span>
          <span className="block text-[0.875rem] leading-150 text-ink-soft">{detail.kana}</span>
        </Term>
        <Term name={t('info.birthDate')}>
          {t('info.birthDateValue', {
            date: formatDate(detail.birth_date),
            era: formatEra(detail.birth_date),
            age: ageOn(detail.birth_date),
          })}
        </Term>
        <Term name={t('info.state')}>
          <StateMark state={detail.state} />
        </Term>
      </Terms>
      <Part title={t('info.consent')}>
        {detail.consent ? <Consent consent={detail.consent} /> : <p>{t('info.consentNone')}</p>}
      </Part>
      {detail.particulars && (
        <Part title={t('particulars.title')}>
          <ParticularsTerms particulars={detail.particulars} />
        </Part>
      )}
      <Part title={t('info.members')} count={t('info.membersCount', { members: detail.members.length })}>
        <ul className="grid gap-4">
          {detail.members.map((member) => (
            <MemberLine key={member.account} member={member} />
          ))}
        </ul>
      </Part>
      {detail.erasure_requests.length > 0 && (
        <Part title={t('erasureAnswer.title')}>
          <ul className="grid gap-4">
            {detail.erasure_requests.map((asked) => (
              <ErasureAnswer key={asked.receipt} asked={asked} />
            ))}
          </ul>
        </Part>
      )}
      {detail.state !== 'awaiting_consent' && detail.state !== 'permit_only' && (
        <TextLink href={paths.export(detail.room)}>
          <DocumentIcon className="size-5" />
          {t('export.title')}
        </TextLink>
      )}
      {detail.state === 'awaiting_consent' && (role === 'staff' || role === 'facility_admin') && (
        <TextLink href={paths.applyForUse(detail.room)}>
          <DocumentIcon className="size-5" />
          {t('useApplication.apply')}
        </TextLink>
      )}
      <p className="rounded-8 bg-paper px-4 py-3 text-[0.875rem] leading-170 text-ink-soft">
        {t('info.reference')}
      </p>
    </div>
  );
}

function Part({ title, count, children }: { title: string; count?: string; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <h3 className="flex items-baseline justify-between border-b-2 border-key-900 pb-1 text-std-16B-170">
        {title}
        {count && <span className="text-[0.875rem] font-400 text-ink-soft">{count}</span>}
      </h3>
      {children}
    </section>
  );
}

function Consent({ consent }: { consent: ConsentView }) {
  const { t } = useTranslation();
  const proxy = consent.relation ? t('info.proxyRelation', { relation: consent.relation }) : t('info.proxy');
  return (
    <Terms>
      <Term name={t('info.signedBy')}>{consent.signed_by === 'person' ? t('info.byPerson') : proxy}</Term>
      <Term name={t('info.signedOn')}>{formatDate(consent.signed_on)}</Term>
      <Term name={t('info.receivedOn')}>{formatDate(consent.received_on)}</Term>
      <Term name={t('info.formVersion')}>{consent.form_version}</Term>
      <ScopeTerms scope={consent.scope} />
    </Terms>
  );
}

/** What one asked the city to erase, and what it decided. */
function ErasureAnswer({ asked }: { asked: EntryErasureAnswer }) {
  const { t } = useTranslation();
  const { standing, decided_at, reason } = asked;
  return (
    <li className="grid gap-1 border-t border-line pt-3 first:border-t-0 first:pt-0">
      <p className="text-std-16B-170 leading-150">
        {t(`erasureAnswer.standing.${standing}`, {
          due: formatDate(asked.due),
          at: decided_at ? formatMoment(decided_at) : '',
        })}
      </p>
      <p className="text-[0.9375rem] leading-150">
        {t('entryErasure.which', { name: asked.author, at: formatMoment(asked.written_at) })}
      </p>
      {standing === 'refused' && (
        <p className="rounded-8 bg-paper px-3 py-2 text-[0.9375rem] leading-170 break-words whitespace-pre-line">
          {reason === null ? t('erasureAnswer.noReason') : t('erasureAnswer.reason', { reason })}
        </p>
      )}
      <p className="text-[0.875rem] leading-150 text-ink-soft">
        {t('erasureAnswer.asked', {
          at: formatMoment(asked.asked_at),
          ground: t(`entryErasure.grounds.${asked.ground}`),
        })}
        <span className="block">
          {t('apply.receipt')}：<span className="font-mono">{asked.receipt}</span>
        </span>
      </p>
    </li>
  );
}

function MemberLine({ member }: { member: Member }) {
  const { t } = useTranslation();
  return (
    <li className="flex gap-3">
      <Initial name={member.name} />
      <div className="min-w-0">
        <p className="text-std-16B-170 leading-140">
          {member.name}
          <span className="ml-2 text-[0.875rem] font-400 text-ink-soft">{member.kana}</span>
        </p>
        <p className="text-[0.9375rem] leading-150">
          {member.profession}・{member.facility}
        </p>
        <p className="text-[0.875rem] leading-150 text-ink-soft">{t(`category.${member.category}`)}</p>
      </div>
    </li>
  );
}
