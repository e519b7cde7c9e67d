import { type ReactNode, useId } from 'react';
import { FieldError } from './Field';

type CheckboxProps = {
  name: string;
  label: ReactNode;
  checked: boolean;
  requiredWord?: string;
  error?: string | undefined;
  onChange(checked: boolean): void;
};

/** A box to tick; the whole line takes the tap. */
export function Checkbox({ name, label, checked, requiredWord, error, onChange }: CheckboxProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label
        htmlFor={id}
        className={`flex min-h-12 cursor-pointer items-start gap-3 rounded-8 border px-4 py-2.5 hover:bg-key-50 ${
          error ? 'border-error-1' : 'border-solid-gray-500'
        }`}
      >
        <input
          id={id}
          type="checkbox"
          name={name}
          checked={checked}
          required={requiredWord !== undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => onChange(event.target.checked)}
          className="mt-0.5 size-6 shrink-0 cursor-pointer accent-key-900"
        />
        <span className="text-std-16N-170">
          {label}
          {requiredWord && <span className="ml-2 text-error-2">{requiredWord}</span>}
        </span>
      </label>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}
