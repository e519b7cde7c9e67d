import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { CityView } from '../../protocol';
import { CATEGORIES, INFORMATION } from '../city/scope-form';

const PERSON = ['kana', 'name', 'birthDate', 'phone', 'address'] as const;
const PROXY = ['name', 'relation', 'phone', 'why', 'address'] as const;
const CITY = ['received', 'receiver'] as const;

/** One page of paper: what is agreed to, who signs, and what the city fills in. */
export function ConsentFormSheet({ city }: { city: CityView }) {
  const { t } = useTranslation();
  const form = city.consent_form;
  return (
    <article className="sheet sheet-a4 mx-auto grid w-full content-start gap-3.5 p-6 text-black sm:p-8">
      <header className="grid gap-3">
        <p className="flex flex-wrap justify-between gap-x-6 text-[0.875rem] leading-150">
          <span>{city.service}</span>
          <span>{t('consentForm.version', { version: form.version })}</span>
        </p>
        <h2 className="text-center text-std-20B-150 text-balance">{form.title}</h2>
        <p className="flex flex-wrap justify-between gap-x-6 text-std-16N-170">
          <span>{t('consentForm.to', { city: city.city })}</span>
          <span>{t('consentForm.date')}</span>
        </p>
      </header>
      <ol className="grid list-decimal gap-1.5 pl-6 text-[0.9375rem] leading-160">
        {form.statements.map((statement) => (
          <li key={statement}>{statement}</li>
        ))}
      </ol>
      <ScopeLines />
      <Lines title={t('consentForm.person')} names={PERSON} />
      <Lines title={t('consentForm.proxy')} names={PROXY} />
      <p className="text-[0.875rem] leading-150">{t('consentForm.noMyNumber')}</p>
      <Lines title={t('consentForm.city')} names={CITY} />
    </article>
  );
}

/** What to tick: all of it, or less. */
function ScopeLines() {
  const { t } = useTranslation();
  const heading = useId();
  const tick = (word: string) => (
    <li key={word} className="whitespace-nowrap">
      □ {word}
    </li>
  );
  return (
    <section aria-labelledby={heading} className="grid gap-1 break-inside-avoid text-[0.875rem] leading-150">
      <h3 id={heading} className="text-std-16B-170">
        {t('consentForm.scope')}
      </h3>
      <p>□ {t('consentForm.whole')}</p>
      <p>□ {t('consentForm.limited')}</p>
      <p className="pl-5">{t('consentForm.facilities')}</p>
      <ul className="flex flex-wrap gap-x-4 pl-5">{CATEGORIES.map((one) => tick(t(`category.${one}`)))}</ul>
      <p className="pl-5">{t('consentForm.information')}</p>
      <ul className="flex flex-wrap gap-x-4 pl-5">
        {INFORMATION.map((one) => tick(t(`scope.kind.${one}`)))}
      </ul>
      <p className="border-b border-black pt-1 pb-1 pl-5">{t('consentForm.refused')}</p>
    </section>
  );
}

type LineName = (typeof PERSON)[number] | (typeof PROXY)[number] | (typeof CITY)[number];
/** Two of these share a line: all of it must fit on one page. */
const HALF: readonly LineName[] = ['birthDate', 'phone', 'relation', 'received', 'receiver'];

/** Lines to write on. */
function Lines({ title, names }: { title: string; names: readonly LineName[] }) {
  const { t } = useTranslation();
  const heading = useId();
  return (
    <section aria-labelledby={heading} className="grid gap-1 break-inside-avoid">
      <h3 id={heading} className="text-std-16B-170">
        {title}
      </h3>
      <ul className="grid grid-cols-2 border-t border-black">
        {names.map((name) => (
          <li
            key={name}
            className={`flex min-h-9 items-end border-b border-black pb-1 text-[0.875rem] leading-150 ${
              HALF.includes(name) ? '' : 'col-span-2'
            }`}
          >
            {t(`consentForm.${name}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}
