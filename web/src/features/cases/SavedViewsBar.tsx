import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uuidv7 } from '../../live/uuid';
import { Button } from '../../ui/Button';
import { isSame } from './filter';
import { ManageViewsDialog } from './ManageViewsDialog';
import { type NameAndDefault, SaveViewDialog } from './SaveViewDialog';
import type { Inbox } from './use-inbox';

/** As many as are kept of one person. */
const MAX_VIEWS = 20;

/** 保存した表示: one's own ways of looking at the inbox. */
export function SavedViewsBar({ inbox }: { inbox: Inbox }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'save' | 'manage'>();
  /** Made once: to send it again keeps no second one. */
  const [id, setId] = useState(uuidv7);
  const { views, filter } = inbox;
  const close = () => setAsking(undefined);
  const keep = async (kept: NameAndDefault) => {
    const failed = await inbox.save(id, { ...kept, filter });
    if (!failed) setId(uuidv7());
    return failed;
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {views.length > 0 && (
        <fieldset className="contents">
          <legend className="sr-only">{t('savedViews.title')}</legend>
          <span aria-hidden="true" className="text-[0.9375rem] text-ink-soft">
            {t('savedViews.title')}
          </span>
          {views.map((view) => {
            const isChosen = isSame(view.filter, filter);
            return (
              <button
                key={view.view}
                type="button"
                aria-pressed={isChosen}
                onClick={() => inbox.look(view.filter)}
                className={`target inline-flex min-h-10 items-center rounded-8 border px-3 text-[0.9375rem] leading-130 ${
                  isChosen
                    ? 'border-key-900 bg-key-50 font-700 text-key-1000'
                    : 'border-solid-gray-500 bg-white hover:border-black hover:bg-key-50'
                }`}
              >
                {view.is_default ? t('savedViews.named', { name: view.name }) : view.name}
              </button>
            );
          })}
        </fieldset>
      )}
      {views.length < MAX_VIEWS && !views.some((view) => isSame(view.filter, filter)) && (
        <Button
          size="sm"
          look="text"
          aria-haspopup="dialog"
          onClick={() => setAsking('save')}
          // Where it begins the line, its words stand where the others begin.
          className={views.length === 0 ? '-ml-3' : ''}
        >
          {t('savedViews.save')}
        </Button>
      )}
      {views.length > 0 && (
        <Button size="sm" look="text" aria-haspopup="dialog" onClick={() => setAsking('manage')}>
          {t('savedViews.manage')}
        </Button>
      )}
      {asking === 'save' && (
        <SaveViewDialog taken={views.map((view) => view.name)} save={keep} onClose={close} />
      )}
      {asking === 'manage' && <ManageViewsDialog inbox={inbox} onClose={close} />}
    </div>
  );
}
