import type { ReactNode } from 'react';
import { DemoLine, Mark } from '../../app/Brand';
import { useCity } from '../../app/city-context';

/** The page of someone who is not signed in: who runs this and what for, beside what can be done. */
export function OutsideFrame({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  const city = useCity();
  return (
    <div className="flex min-h-dvh flex-col bg-white lg:bg-paper">
      <DemoLine />
      <main className="mx-auto grid w-full max-w-5xl grow content-start gap-8 px-5 py-8 sm:px-8 lg:content-center lg:gap-10 lg:py-12">
        <p className="flex items-center gap-3">
          <Mark className="size-11 lg:size-12" />
          <span className="grid">
            <span className="text-[0.9375rem] leading-150 text-ink-soft">{city?.city}</span>
            <span className="text-std-20B-150">{city?.service}</span>
          </span>
        </p>
        <div className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
          <section className="lg:rounded-16 lg:bg-white lg:p-10 lg:shadow-sheet">{children}</section>
          {aside && <aside className="grid gap-8 lg:py-4">{aside}</aside>}
        </div>
      </main>
    </div>
  );
}
