import { type ReactNode, useId } from 'react';

/** A white sheet with a heading. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-4 rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-7"
    >
      <h2 id={id} className="text-std-18B-160">
        {title}
      </h2>
      {children}
    </section>
  );
}
