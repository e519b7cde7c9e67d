import { useTranslation } from 'react-i18next';
import { BlankPage } from '../ui/BlankPage';
import { SearchIcon } from '../ui/icons';
import { Link, paths } from './route';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <BlankPage icon={<SearchIcon className="size-8" />} title={t('error.notFoundTitle')}>
      <p>{t('error.notFound')}</p>
      <Link href={paths.rooms} className="text-key-900 underline underline-offset-4">
        {t('error.toRooms')}
      </Link>
    </BlankPage>
  );
}
