import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginAddingPasskey, finishAddingPasskey } from '../../api/account';
import { problemWords } from '../../i18n/problem-words';
import type { PasskeyLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { CeremonyCancelled, createPasskey, passkeysWork } from '../sign-in/passkey';
import { isName } from './passkey-name';

/** Makes a further passkey, on this device or on a key that is plugged in. What was typed stays until it is done. */
export function AddPasskey({ added }: { added(passkey: PasskeyLine): void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const add = async () => {
    setProblem(undefined);
    setWrong(!isName(name));
    if (!isName(name)) return;
    if (!passkeysWork()) return setProblem(t('signIn.unsupported'));
    setWorking(true);
    try {
      const { publicKey } = await beginAddingPasskey();
      const passkey = await finishAddingPasskey(await createPasskey(publicKey), name);
      setName('');
      added(passkey);
    } catch (error) {
      setProblem(error instanceof CeremonyCancelled ? t('account.addCancelled') : problemWords(t, error));
    }
    setWorking(false);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!working) void add();
  };

  return (
    <form
      aria-label={t('account.addTitle')}
      noValidate
      onSubmit={submit}
      className="grid gap-4 border-t border-line pt-5"
    >
      <Field
        label={t('account.name')}
        hint={t('account.nameHint')}
        error={wrong ? t('account.nameWrong') : undefined}
        value={name}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
      <Button type="submit" look="outline" busy={working} className="justify-self-start">
        {working ? t('account.adding') : t('account.add')}
      </Button>
    </form>
  );
}
