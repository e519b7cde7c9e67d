import { useTranslation } from 'react-i18next';
import type { DeviceKind, DeviceKindsView } from '../../protocol';
import { Checkbox } from '../../ui/Checkbox';
import { countOf } from './allowed';

type KindChoiceProps = {
  kind: DeviceKind | 'shared';
  view: DeviceKindsView;
  checked: boolean;
  onChange(checked: boolean): void;
};

/** One kind, what it is worth, and how many devices are of it. What the installation cannot do cannot be chosen. */
export function KindChoice({ kind, view, checked, onChange }: KindChoiceProps) {
  const { t } = useTranslation();
  const isPossible = kind === 'shared' || view.possible.includes(kind);
  const devices = countOf(
    view.in_use.filter((use) => (kind === 'shared' ? use.is_shared : use.kind === kind)),
  );
  const many = t('deviceKinds.inUse', { devices });
  return (
    <div className="grid gap-2">
      {isPossible ? (
        <Checkbox
          name={kind}
          label={
            <>
              {t(`deviceKinds.${kind}`)}
              <span className="ml-3 text-ink-soft">{many}</span>
            </>
          }
          checked={checked}
          onChange={onChange}
        />
      ) : (
        <p className="rounded-8 border border-line bg-paper px-4 py-2.5 text-std-16N-170">
          {t(`deviceKinds.${kind}`)}
          <span className="ml-3 text-ink-soft">{t('deviceKinds.impossible')}</span>
        </p>
      )}
      <p className="px-1 text-[0.9375rem] leading-170 text-ink-soft">{t(`deviceKinds.${kind}Means`)}</p>
    </div>
  );
}
