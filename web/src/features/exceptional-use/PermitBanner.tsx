import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { PermitView } from '../../protocol';
import { ImportantIcon } from '../../ui/icons';

type PermitBannerProps = {
  permits: readonly PermitView[];
  /** The consent has ended: nobody but those whom the permits name is here. */
  alone?: boolean;
};

/** Above the posts of a room that is used without consent: on which ground, for what, and until when. */
export function PermitBanner({ permits, alone }: PermitBannerProps) {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      className="flex max-h-[30dvh] shrink-0 items-start gap-2 overflow-y-auto border-b-2 border-warning-orange-1 bg-orange-50 px-4 py-2.5 text-[0.9375rem] leading-150 lg:px-6"
    >
      <ImportantIcon className="mt-0.5 size-5 shrink-0" />
      <div className="grid gap-1">
        <p className="font-700">{t('exceptionalUse.banner')}</p>
        {permits.map((permit) => (
          <p key={`${permit.until} ${permit.purpose}`}>
            {t('exceptionalUse.bannerOf', {
              ground: t(`exceptionalUse.groundShort.${permit.ground}`),
              until: formatMoment(permit.until),
            })}
            <span className="block">{t('exceptionalUse.bannerPurpose', { purpose: permit.purpose })}</span>
          </p>
        ))}
        {alone && <p>{t('exceptionalUse.bannerAlone')}</p>}
      </div>
    </div>
  );
}
