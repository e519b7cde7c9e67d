import { useTranslation } from 'react-i18next';
import { useCity } from './city-context';

/** The notebook mark; the name beside it says what it is. */
export function Mark({ className = 'size-9' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={`shrink-0 ${className}`} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" className="fill-key-900" />
      <path d="M9 7h12a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-5l-4 4v-4H9z" className="fill-white" />
      <path d="M9 7v15" className="stroke-key-300" strokeWidth="2" />
      <path
        d="M13 12.500h7M13 16.500h5"
        className="stroke-key-900"
        strokeWidth="2"
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}

export function Brand() {
  const { t } = useTranslation();
  return (
    <span className="flex min-w-0 items-center gap-2.5 lg:shrink-0">
      <Mark />
      <span className="truncate text-std-17B-170">{useCity()?.service ?? t('app.service')}</span>
    </span>
  );
}

/** Says on every page of a demo city that nobody in it exists. */
export function DemoLine() {
  const { t } = useTranslation();
  if (!useCity()?.demo) return null;
  return (
    <aside
      aria-label={t('app.demoLabel')}
      className="shrink-0 border-b border-line bg-key-50 px-4 py-0.5 text-center text-key-1100"
    >
      <p className="text-[0.8125rem] leading-170">{t('app.demo')}</p>
    </aside>
  );
}
