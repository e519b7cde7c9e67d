import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const WORTH_SAYING_AFTER_MS = 400;

/** An answer usually comes before anything needs to be said. Within a screen, which stands in the page's main part. */
export function Waiting() {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), WORTH_SAYING_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="grid min-h-[60dvh] place-items-center px-6">
      <p role="status" className="text-std-16N-170 text-ink-soft">
        {late ? t('app.loading') : ''}
      </p>
    </div>
  );
}

/** The same where there is no page yet. */
export function WaitingPage() {
  return (
    <main>
      <Waiting />
    </main>
  );
}
