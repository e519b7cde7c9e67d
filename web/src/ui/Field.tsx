import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { UrgentIcon } from './icons';

export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-std-16N-170 text-error-2">
      <UrgentIcon className="mt-1 size-5" />
      <span>{children}</span>
    </p>
  );
}

type FieldProps = InputHTMLAttributes<HTMLInputElement> & {
  label: ReactNode;
  /** The words for "required", shown beside the label. */
  requiredWord?: string;
  hint?: string | undefined;
  error?: string | undefined;
};

/** A labelled input; hint and error are tied to it. */
export function Field({ label, requiredWord, hint, error, className = '', ...input }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint ? hintId : '', error ? errorId : ''].filter(Boolean).join(' ');
  return (
    <div className={`grid content-start gap-1.5 ${className}`}>
      <label htmlFor={id} className="text-std-17B-170">
        {label}
        {requiredWord ? <span className="ml-2 text-std-16N-170 text-error-2">{requiredWord}</span> : null}
      </label>
      {hint ? (
        <p id={hintId} className="text-std-16N-170 text-ink-soft">
          {hint}
        </p>
      ) : null}
      <input
        {...input}
        id={id}
        required={requiredWord !== undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy || undefined}
        className={`min-h-12 w-full scroll-mt-48 rounded-8 border bg-white px-4 py-2 text-std-17N-170 ${
          error ? 'border-error-1' : 'border-solid-gray-600 hover:border-black'
        }`}
      />
      {error ? <FieldError id={errorId}>{error}</FieldError> : null}
    </div>
  );
}
