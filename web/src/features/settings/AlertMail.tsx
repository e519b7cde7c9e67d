import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readSettings, saveSettings } from '../../api/settings';
import { problemWords } from '../../i18n/problem-words';
import type { Settings } from '../../protocol';
import { Card } from '../../ui/Card';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Switch } from '../../ui/Switch';

type Outcome = { tone: 'success' | 'error'; text: string };

/** Whether mails tell that something waits. Saved at once. */
export function AlertMail() {
  const { t } = useTranslation();
  const [settings, setSettings] = useState<Settings>();
  const [outcome, setOutcome] = useState<Outcome>();

  useEffect(() => {
    let wanted = true;
    readSettings().then(
      (read) => wanted && setSettings(read),
      (error: unknown) => wanted && setOutcome({ tone: 'error', text: problemWords(t, error) }),
    );
    return () => {
      wanted = false;
    };
  }, [t]);

  const change = async (alertMail: boolean) => {
    if (!settings) return;
    const before = settings;
    setOutcome(undefined);
    setSettings({ ...before, alert_mail: alertMail });
    try {
      await saveSettings({ ...before, alert_mail: alertMail });
      setOutcome({ tone: 'success', text: t('settings.saved') });
    } catch (error) {
      setSettings(before);
      setOutcome({ tone: 'error', text: problemWords(t, error) });
    }
  };

  return (
    <Card title={t('settings.alerts')}>
      <Switch
        label={t('settings.alertMail')}
        hint={t('settings.alertMailHint')}
        on={settings?.alert_mail ?? false}
        busy={settings === undefined}
        onChange={(on) => void change(on)}
      />
      {settings && (
        <p className="text-[0.9375rem] leading-170 text-ink-soft">
          {settings.mail ? t('settings.alertMailTo', { mail: settings.mail }) : t('settings.alertMailNone')}
        </p>
      )}
      <LiveRegion>{outcome && <Notice tone={outcome.tone}>{outcome.text}</Notice>}</LiveRegion>
    </Card>
  );
}
