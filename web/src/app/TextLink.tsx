import type { ReactNode } from 'react';
import { Link } from './route';

type TextLinkProps = { href: string; children: ReactNode; className?: string };

/** A link that stands by itself as words, large enough for a finger. */
export function TextLink({ href, children, className = '' }: TextLinkProps) {
  return (
    <Link
      href={href}
      className={`inline-flex min-h-11 items-center gap-1 justify-self-start text-key-900 underline underline-offset-4 hover:decoration-2 ${className}`}
    >
      {children}
    </Link>
  );
}
