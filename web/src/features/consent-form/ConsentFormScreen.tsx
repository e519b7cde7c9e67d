import { useTranslation } from 'react-i18next';
import { useCity } from '../../app/city-context';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { Button } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { PrintedSheets } from '../../ui/PrintedSheets';
import { ConsentFormSheet } from './ConsentFormSheet';

/** The blank consent form (article 16), to be printed: as the city words it, with its version. */
export default function ConsentFormScreen() {
  const { t } = useTranslation();
  const city = useCity();
  const isCity = useSession().session.role === 'city_moderator';

  if (!city) return null;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={isCity ? paths.city : paths.propose}>
        <BackIcon className="size-5" />
        {t(isCity ? 'receipt.back' : 'propose.title')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('consentForm.title')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('consentForm.lead')}</p>
      </div>
      <div>
        <Button size="lg" onClick={() => window.print()}>
          {t('consentForm.print')}
        </Button>
      </div>
      <div className="rounded-16 border border-line bg-white shadow-sheet">
        <ConsentFormSheet city={city} />
      </div>
      <PrintedSheets>
        <ConsentFormSheet city={city} />
      </PrintedSheets>
    </div>
  );
}
