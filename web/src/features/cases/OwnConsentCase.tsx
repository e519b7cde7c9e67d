import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { formatDate } from '../../i18n/dates';
import type { OwnConsentCase as Asked, CaseLine } from '../../protocol';
import { buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';

type OwnConsentCaseProps = { line: CaseLine; asked: Asked };

/** 本人の同意の取り直し: whoever was a child when somebody else signed for them is asked themself. */
export function OwnConsentCase({ line, asked }: OwnConsentCaseProps) {
  const { t } = useTranslation();
  const { room, kana, state, age, comes_of_age_on, consent, why_not_person } = asked;
  return (
    <Card title={t('ownConsentCase.sent')}>
      <p className="text-std-16N-170 text-ink-soft">{t('ownConsentCase.lead', { age })}</p>
      <Terms>
        <Term name={t('city.person')}>
          {kana === null ? t('rooms.erased') : t('receipt.for', { name: line.title, kana })}
        </Term>
        {comes_of_age_on && (
          <Term name={t('ownConsentCase.day', { age })}>{formatDate(comes_of_age_on)}</Term>
        )}
        {consent && (
          <Term name={t('ownConsentCase.now')}>
            {t(`receipt.${consent.signed_by}`)}
            {consent.relation && t('consents.relation', { relation: consent.relation })}
            <span className="block text-[0.9375rem] leading-150 text-ink-soft">
              {t('ownConsentCase.signedOn', { on: formatDate(consent.signed_on) })}
            </span>
          </Term>
        )}
        {why_not_person && <Term name={t('receipt.whyNotPerson')}>{why_not_person}</Term>}
        <Term name={t('city.state')}>{t(`state.${state}`)}</Term>
      </Terms>
      {(state === 'discontinued' || state === 'permit_only') && (
        <Notice tone="info">{t('ownConsentCase.shut')}</Notice>
      )}
      {line.state === 'open' && state === 'active' && (
        <Notice
          tone="info"
          action={
            <Link
              href={paths.consents(room)}
              className={`${buttonClass('outline', 'sm')} justify-self-start`}
            >
              {t('ownConsentCase.toConsents')}
            </Link>
          }
        >
          {t('ownConsentCase.how')}
        </Notice>
      )}
    </Card>
  );
}
