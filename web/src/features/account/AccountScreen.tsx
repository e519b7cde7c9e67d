import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { BackIcon } from '../../ui/icons';
import { PasskeysCard } from './PasskeysCard';
import { SessionsCard } from './SessionsCard';
import { SignInsCard } from './SignInsCard';

/** Everybody's own ways in: which there are, who is in by them, and what happened at the door. */
export default function AccountScreen() {
  const { t } = useTranslation();
  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.settings}>
        <BackIcon className="size-5" />
        {t('account.back')}
      </TextLink>
      <ScreenTitle screen={t('account.title')} className="text-std-28B-150" />
      <PasskeysCard />
      <SessionsCard />
      <SignInsCard />
    </div>
  );
}
