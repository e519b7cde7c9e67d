import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { FacilityChange, FacilityData, FacilityField } from '../../protocol';

/** A field in words; what was never stated is said so. */
function words(t: TFunction, data: FacilityData, field: FacilityField): string {
  if (field === 'category') return t(`category.${data.category}`);
  if (field === 'listed') {
    return data.listed.map((one) => t(`apply.listed.${one}`)).join('・') || t('cases.listedNone');
  }
  return data[field] || t('profile.unstated');
}

/** Old and new side by side; on a phone one below the other. */
export function Change({ change }: { change: FacilityChange }) {
  const { t } = useTranslation();
  const { before, after, asked, told } = change;
  const cell = 'px-3 py-2 align-top leading-150 break-words';
  return (
    <table className="block w-full border-collapse text-left sm:table">
      <caption className="sr-only">{t('profile.change')}</caption>
      <thead className="sr-only sm:not-sr-only sm:table-header-group">
        <tr className="border-b border-solid-gray-500 bg-paper">
          {[t('profile.field'), t('profile.before'), t('profile.after')].map((head) => (
            <th key={head} scope="col" className="px-3 py-2 text-dns-14B-130">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block sm:table-row-group">
        {[...asked, ...told].map((field) => (
          <tr key={field} className="grid border-b border-line last:border-b-0 sm:table-row">
            <th scope="row" className={`${cell} text-[0.9375rem] font-700 sm:w-36`}>
              {field === 'listed' ? t('cases.listed') : t(`apply.field.${field}`)}
              {asked.includes(field) && (
                <span className="block text-[0.875rem] font-400 text-error-2">{t('profile.asked')}</span>
              )}
            </th>
            <td className={`${cell} text-ink-soft`}>
              <span className="mr-2 text-[0.875rem] sm:hidden">{t('profile.before')}</span>
              {words(t, before, field)}
            </td>
            <td className={`${cell} font-700`}>
              <span className="mr-2 text-[0.875rem] font-400 sm:hidden">{t('profile.after')}</span>
              {words(t, after, field)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
