import { useTranslation } from 'react-i18next';
import { keyInApplication } from '../../api/cases';
import { useCity } from '../../app/city-context';
import { navigate, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { BackIcon } from '../../ui/icons';
import { ApplicationForm } from '../apply/ApplicationForm';
import { leaveOutcome } from '../city/outcome';

/** An application that came on paper: the moderator keys the same form in. */
export default function KeyInScreen() {
  const { t } = useTranslation();
  const city = useCity();
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.cases}>
        <BackIcon className="size-5" />
        {t('cases.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('cases.keyIn')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('cases.keyInLead')}</p>
        <p className="text-ink-soft">{t('receipt.noMyNumber')}</p>
      </div>
      <div className="rounded-16 border border-line bg-white p-5 shadow-sheet sm:p-8">
        <ApplicationForm
          fromPaper
          purpose={city?.purpose ?? ''}
          send={keyInApplication}
          onSent={({ receipt }) => {
            leaveOutcome([t('cases.keyedIn', { receipt })]);
            navigate(paths.cases);
          }}
        />
      </div>
    </div>
  );
}
