import { useTranslation } from 'react-i18next';
import type { Priority } from '../../protocol';
import { ImportantIcon, UrgentIcon } from '../../ui/icons';

/** 重要 and 至急 by word, shape and colour; 通常 needs no mark. */
export function PriorityMark({ priority }: { priority: Priority }) {
  const { t } = useTranslation();
  if (priority === 'normal') return null;
  const urgent = priority === 'urgent';
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-4 border px-2 py-0.5 text-dns-14B-130 ${
        urgent ? 'border-error-2 bg-error-2 text-white' : 'border-orange-900 bg-orange-50 text-orange-1000'
      }`}
    >
      {urgent ? <UrgentIcon className="size-4" /> : <ImportantIcon className="size-4" />}
      {t(`priority.${priority}`)}
    </span>
  );
}
