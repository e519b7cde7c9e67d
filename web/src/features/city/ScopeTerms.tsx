import { useTranslation } from 'react-i18next';
import type { ConsentScope } from '../../protocol';
import { Term } from '../../ui/Terms';

/** 同意の範囲 as it is shown: with whom what is shared. */
export function ScopeTerms({ scope }: { scope: ConsentScope | undefined }) {
  const { t } = useTranslation();
  if (!scope) return <Term name={t('scope.title')}>{t('scope.whole')}</Term>;
  return (
    <>
      <Term name={t('scope.categories')}>
        {scope.categories.map((one) => t(`category.${one}`)).join('、')}
      </Term>
      <Term name={t('scope.information')}>
        {scope.information.map((one) => t(`scope.kind.${one}`)).join('、')}
      </Term>
    </>
  );
}
