import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { install, useHomeScreen } from '../../app/home-screen';
import { Button } from '../../ui/Button';

/**
 * ホーム画面に追加. On an iPhone that comes before the enrolment: what is installed keeps its keys apart from Safari, which forgets
 * them after some days. Elsewhere both share one place, so that it is an offer for any time.
 */
export function HomeScreenFirst({ code }: { code: string | undefined }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const way = useHomeScreen();

  if (way === 'offered') {
    return (
      <section className="grid gap-3 rounded-12 border border-line p-5">
        <p className="text-std-16N-170">{t('homeScreen.offer')}</p>
        <Button look="outline" onClick={() => void install()} className="justify-self-start">
          {t('homeScreen.install')}
        </Button>
      </section>
    );
  }
  if (way !== 'by-hand') return null;

  // Where it is not allowed the sheet still has the code.
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );

  return (
    <section aria-labelledby="home-screen" className="grid gap-4 rounded-12 border-2 border-key-900 p-5">
      <h2 id="home-screen" className="text-std-18B-160">
        {t('homeScreen.first')}
      </h2>
      <p className="text-std-16N-170">{t('homeScreen.why')}</p>
      <ol className="grid list-decimal gap-3 pl-6 text-std-16N-170">
        {code && (
          <li>
            <div className="grid gap-2">
              {t('homeScreen.copyStep')}
              <Button look="outline" onClick={() => void copy(code)} className="justify-self-start">
                {t('homeScreen.copy')}
              </Button>
              <p role="status" className="empty:hidden">
                {copied ? t('homeScreen.copied') : ''}
              </p>
            </div>
          </li>
        )}
        <li>{t('homeScreen.share')}</li>
        <li>{t(code ? 'homeScreen.openAndPaste' : 'homeScreen.openAndType')}</li>
      </ol>
      <p className="text-std-16N-170 text-ink-soft">{t('homeScreen.instead')}</p>
    </section>
  );
}
