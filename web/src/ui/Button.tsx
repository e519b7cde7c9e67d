import type { ButtonHTMLAttributes } from 'react';

export type ButtonLook = 'solid' | 'outline' | 'text' | 'danger';
export type ButtonSize = 'lg' | 'md' | 'sm';

const LOOKS: Record<ButtonLook, string> = {
  solid: 'bg-key-900 text-white hover:bg-key-1000 hover:underline active:bg-key-1200',
  outline:
    'border border-key-900 bg-white text-key-900 hover:bg-key-50 hover:text-key-1000 hover:underline active:bg-key-100',
  text: 'text-key-900 underline underline-offset-4 hover:bg-key-50 hover:decoration-2 active:bg-key-100',
  danger: 'bg-error-2 text-white hover:bg-red-1000 hover:underline active:bg-red-1200',
};

const SIZES: Record<ButtonSize, string> = {
  lg: 'min-h-14 min-w-32 px-5 py-3 text-oln-17B-100 rounded-8',
  md: 'min-h-12 min-w-24 px-4 py-2 text-oln-16B-100 rounded-8',
  sm: 'target min-h-9 px-3 py-1.5 text-oln-16B-100 rounded-6',
};

const QUIET = 'cursor-default bg-solid-gray-100 text-solid-gray-600 border-transparent';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: ButtonLook;
  size?: ButtonSize;
  /** At work: stays focusable and says so, but does nothing. */
  busy?: boolean;
};

export function buttonClass(look: ButtonLook, size: ButtonSize, busy = false): string {
  return `inline-flex items-center justify-center gap-2 text-center leading-130 underline-offset-4 ${SIZES[size]} ${busy ? QUIET : LOOKS[look]}`;
}

export function Button({
  look = 'solid',
  size = 'md',
  busy = false,
  className = '',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={`${buttonClass(look, size, busy)} ${className}`}
    />
  );
}

type IconButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { 'aria-label': string };

/** A 44 px square for an icon; its name is what it does. */
export function IconButton({ className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex size-11 shrink-0 items-center justify-center rounded-8 text-ink hover:bg-opacity-gray-50 active:bg-opacity-gray-100 ${className}`}
    />
  );
}
