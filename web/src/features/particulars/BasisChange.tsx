import { useTranslation } from 'react-i18next';
import type { ResidenceStatement } from '../../protocol';

/** On what ground the city went on supporting someone who had moved, and on what it had before if that was another. */
export function BasisChange({ stated }: { stated: ResidenceStatement }) {
  const { t } = useTranslation();
  const after = t(`propose.${stated.after}`);
  if (stated.before === stated.after) return t('residenceCase.same', { after });
  return t('residenceCase.changed', { before: t(`propose.${stated.before}`), after });
}
