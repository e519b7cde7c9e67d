import { useTranslation } from 'react-i18next';
import { dayKey, formatDate } from '../../i18n/dates';

/** What stands in the place of a post that the city had erased. */
export function ErasedText({ at }: { at: string }) {
  const { t } = useTranslation();
  return <>{t('entryErasure.erased', { at: formatDate(dayKey(at)) })}</>;
}
