import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { formatMoment } from '../../i18n/dates';
import { Card } from '../../ui/Card';
import { ForwardIcon } from '../../ui/icons';
import { Term, Terms } from '../../ui/Terms';
import { AlertMail } from './AlertMail';
import { ShortcutsCard } from './ShortcutsCard';
import { SignOut } from './SignOut';

export default function SettingsScreen() {
  const { t } = useTranslation();
  const { session } = useSession();
  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 sm:px-6 lg:py-10">
      <ScreenTitle screen={t('settings.title')} className="text-std-28B-150" />
      <AlertMail />
      <Card title={t('settings.account')}>
        <Terms>
          <Term name={t('settings.name')}>{session.name}</Term>
          <Term name={t('settings.facility')}>{session.facility}</Term>
          <Term name={t('settings.profession')}>{session.profession}</Term>
          <Term name={t('settings.role')}>{t(`role.${session.role}`)}</Term>
        </Terms>
        <TextLink href={paths.account}>
          {t('account.title')}
          <ForwardIcon className="size-5" />
        </TextLink>
      </Card>
      <Card title={t('settings.device')}>
        <Terms>
          <Term name={t('settings.deviceName')}>{session.device}</Term>
          <Term name={t('settings.expiresAt')}>{formatMoment(session.expires_at)}</Term>
        </Terms>
        <p className="text-[0.9375rem] leading-170 text-ink-soft">{t('settings.lostDevice')}</p>
      </Card>
      {session.role !== 'operator' && <ShortcutsCard />}
      <SignOut />
    </div>
  );
}
