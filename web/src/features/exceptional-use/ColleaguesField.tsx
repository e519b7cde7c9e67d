import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../protocol';
import { FieldError } from '../../ui/Field';

type ColleaguesFieldProps = {
  people: readonly Person[];
  /** The account of whoever fills it in. */
  own: string;
  chosen: readonly string[];
  error: string | undefined;
  onChange(chosen: string[]): void;
};

/** Who is to use the room: whoever applies, and people of their own facility. */
export function ColleaguesField({ people, own, chosen, error, onChange }: ColleaguesFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const toggle = (account: string) =>
    onChange(chosen.includes(account) ? chosen.filter((one) => one !== account) : [...chosen, account]);
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}>
      <legend className="pb-1 text-std-17B-170">
        {t('exceptionalUse.people')}
        <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
      </legend>
      <p id={`${id}-hint`} className="text-ink-soft">
        {t('useApplication.peopleHint')}
      </p>
      {people.map((person) => (
        <label
          key={person.account}
          className="flex min-h-12 cursor-pointer items-start gap-3 rounded-8 border border-solid-gray-500 px-4 py-2.5 hover:bg-key-50"
        >
          <input
            type="checkbox"
            name="people"
            value={person.account}
            checked={chosen.includes(person.account)}
            aria-invalid={error ? true : undefined}
            onChange={() => toggle(person.account)}
            className="mt-0.5 size-6 shrink-0 cursor-pointer accent-key-900"
          />
          <span className="min-w-0 text-std-16N-170">
            {person.name}
            {person.account === own && t('useApplication.you')}
            <span className="block text-[0.9375rem] leading-150 text-ink-soft">
              {person.profession}・{person.facility}
            </span>
          </span>
        </label>
      ))}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}
