import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { removePasskey, renamePasskey } from '../../api/account';
import { useCareRooms } from '../../app/care-rooms-context';
import { useSession } from '../../app/session-context';
import { problemWords } from '../../i18n/problem-words';
import type { PasskeyLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { isName } from './passkey-name';

type RenameDialogProps = {
  passkey: PasskeyLine;
  onClose(): void;
  renamed(passkey: PasskeyLine): void;
};

export function RenameDialog({ passkey, onClose, renamed }: RenameDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(passkey.name ?? '');
  const [wrong, setWrong] = useState<string>();
  const [working, setWorking] = useState(false);

  const rename = async () => {
    if (!isName(name)) return setWrong(t('account.nameWrong'));
    setWrong(undefined);
    setWorking(true);
    try {
      renamed(await renamePasskey(passkey.passkey, name));
    } catch (error) {
      setWorking(false);
      setWrong(problemWords(t, error));
    }
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!working) void rename();
  };

  return (
    <Dialog title={t('account.renameTitle')} onClose={onClose}>
      <form noValidate onSubmit={submit} className="grid gap-6 pt-4">
        <Field
          label={t('account.name')}
          hint={t('account.nameHint')}
          error={wrong}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="outline" onClick={onClose}>
            {t('account.cancel')}
          </Button>
          <Button type="submit" busy={working}>
            {t('account.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type RemoveDialogProps = { passkey: PasskeyLine; name: string; onClose(): void; removed(): void };

/** Says what ends with it. Where the page itself does, what is unsent is sent first, and the person is told what is left. */
export function RemoveDialog({ passkey, name, onClose, removed }: RemoveDialogProps) {
  const { t } = useTranslation();
  const rooms = useCareRooms();
  const { signedOut, leaving } = useSession();
  const [working, setWorking] = useState(false);
  const [unsent, setUnsent] = useState(0);
  const [problem, setProblem] = useState<string>();
  const isHere = passkey.is_of_this_session;

  const remove = async () => {
    setProblem(undefined);
    setWorking(true);
    // Whoever was told that something cannot be sent, and presses again, means it.
    if (isHere && rooms.unsent > 0 && unsent === 0) {
      const left = await rooms.sendAll();
      if (left > 0) {
        setUnsent(left);
        setWorking(false);
        return;
      }
    }
    leaving(isHere);
    try {
      await removePasskey(passkey.passkey);
      if (isHere) signedOut('signed_out');
      else removed();
    } catch (error) {
      leaving(false);
      setWorking(false);
      setProblem(problemWords(t, error));
    }
  };

  return (
    <Dialog title={t('account.removeTitle')} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-17N-170">{t('account.removeText', { name })}</p>
        {isHere && <Notice tone="warning">{t('account.removeHere')}</Notice>}
        <div role="alert" className="grid gap-4 empty:absolute">
          {unsent > 0 && <Notice tone="warning">{t('account.removeUnsent', { unsent })}</Notice>}
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" autoFocus onClick={onClose}>
          {t('account.cancel')}
        </Button>
        <Button look="danger" busy={working} onClick={() => void remove()}>
          {t('account.remove')}
        </Button>
      </div>
    </Dialog>
  );
}
