import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DemoLine, Mark } from '../../app/Brand';
import { useCity } from '../../app/city-context';
import { Link, parseRoute, usePath } from '../../app/route';
import { HelpIcon } from '../../ui/icons';
import { helpOn } from '../help/guides';

/** The page of someone who is not signed in: who runs this and what for, beside what can be done. */
export function OutsideFrame({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  const { t } = useTranslation();
  const city = useCity();
  const { screen } = parseRoute(usePath());
  return (
    <div className="flex min-h-dvh flex-col bg-white lg:bg-paper">
      <DemoLine />
      <main className="mx-auto grid w-full max-w-5xl grow content-start gap-8 px-5 py-8 sm:px-8 lg:content-center lg:gap-10 lg:py-12">
        <div className="flex items-center gap-3">
          <Mark className="size-11 lg:size-12" />
          <span className="grid min-w-0">
            {city && !city.service.startsWith(city.city) && (
              <span className="text-[0.9375rem] leading-150 text-ink-soft">{city.city}</span>
            )}
            <span className="text-std-20B-150">{city?.service}</span>
          </span>
          <Link
            href={helpOn(screen)}
            className="ml-auto flex min-h-11 shrink-0 items-center gap-1 text-key-900 underline underline-offset-4 hover:decoration-2"
          >
            <HelpIcon className="size-5" />
            {t('help.title')}
          </Link>
        </div>
        <div className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
          <section className="lg:rounded-16 lg:bg-white lg:p-10 lg:shadow-sheet">{children}</section>
          {aside && <aside className="grid gap-8 lg:py-4">{aside}</aside>}
        </div>
      </main>
    </div>
  );
}
