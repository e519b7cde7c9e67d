import { useTranslation } from 'react-i18next';
import { ImportantIcon } from '../../ui/icons';

/** Marks what was reported lost and opens nothing. */
export function Stopped() {
  const { t } = useTranslation();
  return (
    <span className="inline-flex items-center gap-1 justify-self-start rounded-4 border border-error-2 px-1.5 py-0.5 text-[0.8125rem] leading-130 text-error-2">
      <ImportantIcon className="size-4" />
      {t('loss.stopped')}
    </span>
  );
}
