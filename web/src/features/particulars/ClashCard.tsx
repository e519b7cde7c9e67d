import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Particulars } from '../../protocol';
import { Card } from '../../ui/Card';
import { FieldError } from '../../ui/Field';
import type { Clash, Part } from './clash';

type ClashCardProps = {
  /** As it is now: whichever was chosen may have been typed on in it. */
  form: Particulars;
  clashes: readonly Clash[];
  /** Whether it was tried to save before all was chosen. */
  isWrong: boolean;
  onChoose(clash: Clash, side: 'mine' | 'theirs'): void;
};

const SIDES = ['mine', 'theirs'] as const;

/** What somebody else has changed meanwhile, to something else than the form: both, and one is chosen. */
export function ClashCard({ form, clashes, isWrong, onChoose }: ClashCardProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Card title={t('particulars.clash')}>
      {clashes.map((clash) => {
        const { part, chosen } = clash;
        const error = isWrong && !chosen ? t('particulars.wrong.clash') : undefined;
        return (
          <fieldset
            key={part}
            className="grid gap-2"
            aria-describedby={error ? `${id}-${part}-error` : undefined}
          >
            <legend className="pb-1 text-std-17B-170">
              {t(`particulars.part.${part}`)}
              <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
            </legend>
            {SIDES.map((side) => (
              <label
                key={side}
                className="flex min-h-12 items-start gap-3 rounded-8 border border-solid-gray-500 px-4 py-2.5 text-std-16N-170 hover:bg-key-50"
              >
                <input
                  type="radio"
                  name={`clash ${part}`}
                  value={side}
                  required
                  checked={chosen === side}
                  aria-invalid={error ? true : undefined}
                  onChange={() => onChoose(clash, side)}
                  className="mt-0.5 size-6 shrink-0 accent-key-900"
                />
                <span className="min-w-0">
                  <span className="block text-ink-soft">{t(`particulars.side.${side}`)}</span>
                  <Said of={side === (chosen ?? 'mine') ? form : clash[side]} part={part} />
                </span>
              </label>
            ))}
            {error && <FieldError id={`${id}-${part}-error`}>{error}</FieldError>}
          </fieldset>
        );
      })}
    </Card>
  );
}

function Said({ of, part }: { of: Particulars; part: Part }) {
  const { t } = useTranslation();
  const lines =
    part === 'contacts'
      ? of.contacts.map(({ name, relation, phone, is_told }) =>
          [relation, name, phone, is_told ? t('particulars.told') : ''].filter(Boolean).join('・'),
        )
      : [of[part]].filter(Boolean);
  if (lines.length === 0) return <span className="block">{t('particulars.blank')}</span>;
  return lines.map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: two contacts may read the same
    <span key={at} className="block">
      {line}
    </span>
  ));
}
