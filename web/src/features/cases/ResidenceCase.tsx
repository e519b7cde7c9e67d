import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import type { CaseLine, ResidenceCase as Moved } from '../../protocol';
import { buttonClass } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { BasisChange } from '../particulars/BasisChange';

type ResidenceCaseProps = { line: CaseLine; moved: Moved };

/** 住所の変更の確認: where the person lived and lives, and what comes first if the city supports them no more. */
export function ResidenceCase({ line, moved }: ResidenceCaseProps) {
  const { t } = useTranslation();
  const { kana, before, now, state, basis, stated } = moved;
  const goesOn = state === 'active' || state === 'awaiting_consent';
  return (
    <Card title={t('residenceCase.sent')}>
      <p className="text-std-16N-170 text-ink-soft">{t('residenceCase.lead')}</p>
      <Terms>
        <Term name={t('city.person')}>
          {kana === null ? t('rooms.erased') : t('receipt.for', { name: line.title, kana })}
        </Term>
        {before !== null && <Term name={t('residenceCase.before')}>{before}</Term>}
        {now !== null && <Term name={t('residenceCase.now')}>{now || t('residenceCase.unknown')}</Term>}
        {stated ? (
          <Term name={t('propose.basis')}>
            <BasisChange stated={stated} />
          </Term>
        ) : (
          basis !== null && <Term name={t('residenceCase.basis')}>{t(`propose.${basis}`)}</Term>
        )}
        <Term name={t('city.state')}>{t(`state.${state}`)}</Term>
      </Terms>
      {(state === 'discontinued' || state === 'permit_only') && (
        <Notice tone="info">{t('residenceCase.shut')}</Notice>
      )}
      {line.state === 'open' && goesOn && (
        <Notice
          tone="info"
          action={
            <Link href={paths.city} className={`${buttonClass('outline', 'sm')} justify-self-start`}>
              {t('residenceCase.toRooms')}
            </Link>
          }
        >
          {t('residenceCase.endFirst')}
        </Notice>
      )}
    </Card>
  );
}
