import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { ExceptionalUseGround, ExceptionalUseWords, Person } from '../../protocol';
import { Term } from '../../ui/Terms';

type UseTermsProps = {
  ground: ExceptionalUseGround;
  words: ExceptionalUseWords | null;
  people: readonly Pick<Person, 'account' | 'name' | 'profession' | 'facility'>[];
  until: string;
};

/** What is applied for: why, for what, for whom, and until when. */
export function UseTerms({ ground, words, people, until }: UseTermsProps) {
  const { t } = useTranslation();
  const long = (text: string) => <span className="break-words whitespace-pre-line">{text}</span>;
  return (
    <>
      <Term name={t('exceptionalUse.ground')}>{t(`exceptionalUse.groundLong.${ground}`)}</Term>
      {words && (
        <>
          <Term name={t('exceptionalUse.circumstances')}>{long(words.circumstances)}</Term>
          {words.kin && <Term name={t('exceptionalUse.kin')}>{t(`exceptionalUse.kinOf.${words.kin}`)}</Term>}
          {words.why_no_consent && (
            <Term name={t('exceptionalUse.whyNoConsent')}>{long(words.why_no_consent)}</Term>
          )}
          <Term name={t('exceptionalUse.purpose')}>{long(words.purpose)}</Term>
        </>
      )}
      {people.length > 0 && (
        <Term name={t('exceptionalUse.people')}>
          <ul className="grid gap-1">
            {people.map((person) => (
              <li key={person.account}>
                {person.name}
                <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                  {person.profession}・{person.facility}
                </span>
              </li>
            ))}
          </ul>
        </Term>
      )}
      <Term name={t('exceptionalUse.until')}>{formatMoment(until)}</Term>
    </>
  );
}
