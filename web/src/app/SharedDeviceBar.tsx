import { useTranslation } from 'react-i18next';
import { SignOut } from '../features/settings/SignOut';
import { useSession } from './session-context';

/** On every screen of a shared device: whose session this is, and the way out of it, in one tap. */
export function SharedDeviceBar() {
  const { t } = useTranslation();
  const { session } = useSession();
  return (
    <section
      aria-label={t('sharedDevice.label')}
      className="flex shrink-0 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line bg-key-50 px-4 py-2 lg:px-6"
    >
      <p className="min-w-0 flex-1 basis-40 text-std-16N-170">
        {t('sharedDevice.who', { name: session.name })}
        <span className="block text-[0.9375rem] leading-150 text-ink-soft">{t('sharedDevice.hint')}</span>
      </p>
      <SignOut look="solid" />
    </section>
  );
}
