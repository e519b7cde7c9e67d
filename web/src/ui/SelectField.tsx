import { useId } from 'react';
import { FieldError } from './Field';
import { OpenIcon } from './icons';

type SelectFieldProps = {
  name: string;
  label: string;
  /** The words for "required", shown beside the label; without them nothing need be chosen. */
  requiredWord?: string;
  /** Shown while nothing is chosen. */
  blank: string;
  options: readonly { value: string; label: string }[];
  value: string;
  hint?: string;
  error: string | undefined;
  onChange(value: string): void;
};

/** One of many choices, by the browser's own list. */
export function SelectField({
  label,
  requiredWord,
  blank,
  options,
  hint,
  error,
  onChange,
  ...select
}: SelectFieldProps) {
  const id = useId();
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="text-std-17B-170">
        {label}
        {requiredWord && <span className="ml-2 text-std-16N-170 text-error-2">{requiredWord}</span>}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="text-std-16N-170 text-ink-soft">
          {hint}
        </p>
      )}
      <div className="relative">
        <select
          {...select}
          id={id}
          required={requiredWord !== undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy || undefined}
          onChange={(event) => onChange(event.target.value)}
          className={`min-h-12 w-full scroll-mt-48 appearance-none rounded-8 border bg-white py-2 pr-11 pl-4 text-std-17N-170 ${
            error ? 'border-error-1' : 'border-solid-gray-600 hover:border-black'
          }`}
        >
          <option value="">{blank}</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        {/* The browser's own sticks to the border. */}
        <OpenIcon className="pointer-events-none absolute top-1/2 right-3.5 size-5 -translate-y-1/2" />
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}
