import { useTranslation } from 'react-i18next';
import { switchShortcuts, useShortcutsAreOn } from '../../app/shortcuts';
import { Card } from '../../ui/Card';
import { Switch } from '../../ui/Switch';

/** Keys that do something by themselves; whoever speaks to the computer, or presses keys by chance, switches them off. */
export function ShortcutsCard() {
  const { t } = useTranslation();
  const on = useShortcutsAreOn();
  return (
    <Card title={t('shortcuts.title')}>
      <Switch label={t('shortcuts.switch')} hint={t('shortcuts.hint')} on={on} onChange={switchShortcuts} />
    </Card>
  );
}
