import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOver } from '../../protocol';

const CHOICES: HandOver[] = ['sheet', 'screen'];

/** How the code comes to its person: on paper, or from this screen to someone who stands here. */
export function HandOverChoice({ value, onChange }: { value: HandOver; onChange(value: HandOver): void }) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-1 text-std-17B-170">{t('staff.handOver')}</legend>
      {CHOICES.map((choice) => (
        <label key={choice} className="flex min-h-11 items-start gap-3 text-std-17N-170">
          <input
            type="radio"
            name={name}
            value={choice}
            checked={value === choice}
            onChange={() => onChange(choice)}
            className="mt-0.5 size-6 shrink-0 accent-key-900"
          />
          <span>
            {t(`staff.by.${choice}`)}
            <span className="block text-[0.9375rem] leading-150 text-ink-soft">
              {t(`staff.byHint.${choice}`)}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
