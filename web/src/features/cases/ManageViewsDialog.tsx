import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '../../protocol';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { SaveViewDialog } from './SaveViewDialog';
import type { Inbox } from './use-inbox';

/** Gives a view another name, makes it the one that the inbox opens with, or forgets it. */
export function ManageViewsDialog({ inbox, onClose }: { inbox: Inbox; onClose(): void }) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState<SavedView>();
  const [forgetting, setForgetting] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const { views } = inbox;

  const forget = async (view: string) => {
    setProblem(await inbox.forget(view));
    setForgetting(undefined);
  };

  if (changing) {
    return (
      <SaveViewDialog
        before={changing}
        taken={views.filter((one) => one.view !== changing.view).map((one) => one.name)}
        save={(kept) => inbox.save(changing.view, { ...kept, filter: changing.filter })}
        onClose={() => setChanging(undefined)}
      />
    );
  }
  return (
    <Dialog title={t('savedViews.manage')} onClose={onClose}>
      {views.length === 0 && <p className="pt-4 text-std-16N-170">{t('savedViews.none')}</p>}
      <ul aria-label={t('savedViews.title')} className="divide-y divide-line pt-2">
        {views.map((one) => (
          <li key={one.view} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
            <span className="min-w-0 text-std-17B-170">
              {one.is_default ? t('savedViews.named', { name: one.name }) : one.name}
            </span>
            {forgetting === one.view ? (
              <span className="flex flex-wrap gap-3">
                <Button size="sm" look="outline" autoFocus onClick={() => setForgetting(undefined)}>
                  {t('city.confirmNo')}
                </Button>
                <Button size="sm" look="danger" onClick={() => void forget(one.view)}>
                  {t('savedViews.forget')}
                </Button>
              </span>
            ) : (
              <span className="flex flex-wrap gap-3">
                <Button
                  size="sm"
                  look="outline"
                  aria-label={t('savedViews.changeOf', { name: one.name })}
                  onClick={() => setChanging(one)}
                >
                  {t('savedViews.change')}
                </Button>
                <Button
                  size="sm"
                  look="outline"
                  aria-label={t('savedViews.forgetOf', { name: one.name })}
                  onClick={() => setForgetting(one.view)}
                >
                  {t('savedViews.forget')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      <div role="alert">{problem && <Notice tone="error">{problem}</Notice>}</div>
      <div className="flex justify-end pt-4">
        <Button look="outline" onClick={onClose}>
          {t('savedViews.close')}
        </Button>
      </div>
    </Dialog>
  );
}
