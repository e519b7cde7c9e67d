import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BlankPage } from '../ui/BlankPage';
import { Button } from '../ui/Button';
import { UrgentIcon } from '../ui/icons';

/** A mistake in one screen must not leave an empty page. Nothing of what it was about is sent anywhere. */
export class CrashGuard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <main>
      <BlankPage icon={<UrgentIcon className="size-8" />} title={t('error.brokenTitle')}>
        <p>{t('error.broken')}</p>
        <Button onClick={() => window.location.reload()}>{t('app.reload')}</Button>
      </BlankPage>
    </main>
  );
}
