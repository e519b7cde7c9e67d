import type { ReactNode } from 'react';

type BlankPageProps = { icon: ReactNode; title: string; children: ReactNode; level?: 'h1' | 'h2' };

/** A page with nothing but a word and the next step: closed, empty, not found, offline. */
export function BlankPage({ icon, title, children, level: Heading = 'h1' }: BlankPageProps) {
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-4 px-6 py-16 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-key-50 text-key-1000">{icon}</span>
      <Heading className="text-std-22B-150">{title}</Heading>
      <div className="grid justify-items-center gap-4 text-std-16N-170 text-ink-soft">{children}</div>
    </div>
  );
}
