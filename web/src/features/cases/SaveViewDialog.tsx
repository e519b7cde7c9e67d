import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';

export type NameAndDefault = { name: string; is_default: boolean };

type SaveViewDialogProps = {
  /** What it is called so far. */
  before?: NameAndDefault;
  taken: readonly string[];
  /** Saves it; what went wrong, if something did. */
  save(kept: NameAndDefault): Promise<string | undefined>;
  onClose(): void;
};

const MAX_NAME = 30;

/** 表示を保存する, or give it another name. */
export function SaveViewDialog({ before, taken, save, onClose }: SaveViewDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(before?.name ?? '');
  const [isDefault, setDefault] = useState(before?.is_default ?? false);
  const [wrong, setWrong] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    const plain = name.trim();
    if (plain === '' || [...plain].length > MAX_NAME) return setWrong(t('savedViews.nameWrong'));
    if (taken.includes(plain)) return setWrong(t('savedViews.nameTaken'));
    setWrong(undefined);
    setWorking(true);
    const failed = await save({ name: plain, is_default: isDefault });
    setWorking(false);
    setProblem(failed);
    if (!failed) onClose();
  };

  return (
    <Dialog title={t(before ? 'savedViews.change' : 'savedViews.save')} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4 pt-4">
        <Field
          label={t('savedViews.name')}
          requiredWord={t('receipt.required')}
          hint={t('savedViews.nameHint')}
          error={wrong}
          value={name}
          autoComplete="off"
          autoFocus
          onChange={(event) => setName(event.target.value)}
        />
        <Checkbox name="default" label={t('savedViews.default')} checked={isDefault} onChange={setDefault} />
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="outline" onClick={onClose}>
            {t('city.confirmNo')}
          </Button>
          <Button type="submit" busy={working}>
            {t('savedViews.keep')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
