import type { ReactNode } from 'react';
import { Unbroken } from './Unbroken';

/** Names and their values, one below the other. */
export function Terms({ children }: { children: ReactNode }) {
  return <dl className="grid gap-3">{children}</dl>;
}

export function Term({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3 leading-150">
      <dt className="text-[0.9375rem] leading-150 text-ink-soft">{name}</dt>
      <dd className="leading-150">
        {typeof children === 'string' ? <Unbroken>{children}</Unbroken> : children}
      </dd>
    </div>
  );
}
