import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Switch } from '../ui/Switch';
import { switchShortcuts, useShortcutsAreOn } from './shortcuts';

const KEYS = [
  ['/', 'search'],
  ['j', 'next'],
  ['k', 'previous'],
  ['Enter', 'open'],
  ['c', 'claim'],
  ['?', 'keys'],
] as const;

/** Which keys do what, and the switch that turns them off. */
export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const on = useShortcutsAreOn();
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      <dl className="grid gap-2 py-4">
        {KEYS.map(([key, does]) => (
          <div key={key} className="grid grid-cols-[5rem_minmax(0,1fr)] items-baseline gap-3">
            <dt>
              <kbd className="rounded-4 border border-solid-gray-500 bg-paper px-2 py-0.5 font-mono text-[0.9375rem]">
                {key}
              </kbd>
            </dt>
            <dd className="text-std-16N-170">{t(`shortcuts.does.${does}`)}</dd>
          </div>
        ))}
      </dl>
      <Switch label={t('shortcuts.switch')} hint={t('shortcuts.hint')} on={on} onChange={switchShortcuts} />
      <div className="flex justify-end pt-4">
        <Button look="outline" onClick={onClose} autoFocus>
          {t('shortcuts.close')}
        </Button>
      </div>
    </Dialog>
  );
}
