import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { TextLink } from '../../app/TextLink';
import { formatMoment } from '../../i18n/dates';
import type { ParticularsView } from '../../protocol';
import { Card } from '../../ui/Card';
import { BasisChange } from './BasisChange';

/** お住まい: on what ground the city supports the person, and what was found when they had moved. */
export function BasisCard({ seen }: { seen: ParticularsView }) {
  const { t } = useTranslation();
  return (
    <Card title={t('propose.basis')}>
      <p className="text-std-17N-170">{t(`propose.${seen.basis}`)}</p>
      {seen.statements.length > 0 && (
        <ul className="grid gap-3">
          {seen.statements.map((one) => (
            <li key={one.case} className="grid justify-items-start gap-1 border-t border-line pt-3">
              <p className="text-std-16N-170 text-ink-soft">
                {t('residenceCase.statedBy', { at: formatMoment(one.at), by: one.by })}
              </p>
              <p className="text-std-17N-170">
                <BasisChange stated={one} />
              </p>
              <TextLink href={paths.case(one.case)}>{t('residenceCase.toCase')}</TextLink>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
