import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { LossBody } from '../../protocol';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { alsoLost, bodyOf, chosenAtFirst, endsHere, type Lost, type LostPasskey, leavesNone } from './loss';

type LossDialogProps = {
  lost: Lost;
  /** All that the person has. */
  passkeys: readonly LostPasskey[];
  /** Whose it is, if not the reader's own. */
  name?: string;
  onClose(): void;
  /** Reports it; what to say here if that failed. */
  report(body: LossBody, endsHere: boolean): Promise<string | undefined>;
  /** What else is decided in the same step. */
  children?: ReactNode;
  yes?: string;
};

/** 紛失の届出: says what stops and who can let it work again; one press, and it is out. */
export function LossDialog({ lost, passkeys, name, onClose, report, children, yes }: LossDialogProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(() => chosenAtFirst(lost, passkeys));
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const others = alsoLost(lost, passkeys);
  const called = (passkey: LostPasskey) => passkey.name ?? t('account.first');
  const isOwn = name === undefined;
  const ends = isOwn && endsHere(lost, chosen, passkeys);

  const choose = (passkey: string, is: boolean) =>
    setChosen((before) => (is ? [...before, passkey] : before.filter((one) => one !== passkey)));

  const confirm = async () => {
    setWorking(true);
    setProblem(undefined);
    setProblem(await report(bodyOf(lost, chosen), ends));
    setWorking(false);
  };

  return (
    <Dialog title={t('loss.title')} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-18B-160">
          {lost.is === 'device' ? lost.device.label : called(lost.passkey)}
          {lost.is === 'passkey' && (
            <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">
              {t('loss.addedAt', { at: formatMoment(lost.passkey.added_at) })}
            </span>
          )}
          {name && <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">{name}</span>}
        </p>
        <p className="text-std-17N-170">{t(`loss.text.${lost.is}`)}</p>
        {others.length > 0 && (
          <fieldset className="grid gap-2">
            <legend className="pb-2 text-std-17B-170">{t('loss.also')}</legend>
            {others.map((passkey) => (
              <Checkbox
                key={passkey.passkey}
                name="passkey"
                label={
                  <>
                    {called(passkey)}
                    <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                      {t('loss.addedAt', { at: formatMoment(passkey.added_at) })}
                    </span>
                  </>
                }
                checked={chosen.includes(passkey.passkey)}
                onChange={(is) => choose(passkey.passkey, is)}
              />
            ))}
          </fieldset>
        )}
        {children}
        {ends && <Notice tone="warning">{t('loss.here')}</Notice>}
        {isOwn && leavesNone(chosen, passkeys) && <Notice tone="warning">{t('loss.none')}</Notice>}
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" autoFocus onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look="danger" busy={working} onClick={() => void confirm()}>
          {yes ?? t('loss.yes')}
        </Button>
      </div>
    </Dialog>
  );
}
