import { type TextareaHTMLAttributes, useId } from 'react';
import { FieldError } from './Field';

type TextAreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & {
  label: string;
  requiredWord?: string;
  hint?: string;
  error?: string | undefined;
};

/** A labelled field of several lines. */
export function TextArea({ label, requiredWord, hint, error, ...area }: TextAreaProps) {
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
      <textarea
        rows={4}
        {...area}
        id={id}
        required={requiredWord !== undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy || undefined}
        className={`w-full rounded-8 border bg-white px-4 py-2 text-std-17N-170 ${
          error ? 'border-error-1' : 'border-solid-gray-600 hover:border-black'
        }`}
      />
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}
