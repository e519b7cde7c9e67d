import { useTranslation } from 'react-i18next';
import { Brand, DemoLine } from '../../app/Brand';
import { type Guide, paths } from '../../app/route';
import { TextLink } from '../../app/TextLink';
import HelpScreen from './HelpScreen';

/** Help for whoever is not signed in. */
export default function OutsideHelp({ guide }: { guide: Guide | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-dvh flex-col">
      <DemoLine />
      <header className="flex min-h-16 flex-wrap items-center justify-between gap-x-6 border-b border-line bg-white px-4 lg:px-6">
        <Brand />
        <TextLink href={paths.signIn}>{t('help.toSignIn')}</TextLink>
      </header>
      <main>
        <HelpScreen guide={guide} />
      </main>
    </div>
  );
}
