import { useId } from 'react';
import { CheckIcon } from './icons';

type SwitchProps = {
  label: string;
  hint?: string;
  on: boolean;
  /** Not known yet. */
  busy?: boolean;
  onChange(on: boolean): void;
};

/** On or off, at once. A tick tells the two apart without colour. */
export function Switch({ label, hint, on, busy = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-4">
      <div>
        <label htmlFor={id} className="text-std-17N-170">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-[0.9375rem] leading-170 text-ink-soft">
            {hint}
          </p>
        )}
      </div>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={on}
        aria-disabled={busy || undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onClick={() => !busy && onChange(!on)}
        className={`target inline-flex h-9 w-16 shrink-0 items-center rounded-full! border-2 p-0.5 ${
          on ? 'justify-end border-key-900 bg-key-900' : 'justify-start border-solid-gray-600 bg-white'
        }`}
      >
        <span
          className={`grid size-7 place-items-center rounded-full ${on ? 'bg-white text-key-900' : 'bg-solid-gray-600'}`}
        >
          {on && <CheckIcon className="size-5" />}
        </span>
      </button>
    </div>
  );
}
