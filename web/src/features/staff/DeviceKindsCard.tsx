import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { TextLink } from '../../app/TextLink';
import { Card } from '../../ui/Card';
import { ForwardIcon } from '../../ui/icons';

/** The way to the city's setting: by which ways devices are registered. */
export function DeviceKindsCard() {
  const { t } = useTranslation();
  return (
    <Card title={t('deviceKinds.title')}>
      <p className="text-ink-soft">{t('deviceKinds.lead')}</p>
      <TextLink href={paths.deviceKinds}>
        {t('deviceKinds.open')}
        <ForwardIcon className="size-5" />
      </TextLink>
    </Card>
  );
}
