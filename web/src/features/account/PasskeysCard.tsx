import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { PasskeyLine, Passkeys } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { LossButton } from '../losses/LossButton';
import { Stopped } from '../losses/Stopped';
import { AddPasskey } from './AddPasskey';
import { RemoveDialog, RenameDialog } from './PasskeyDialogs';
import type { Own } from './use-own';

type Deciding = { is: 'rename' | 'remove'; passkey: PasskeyLine };

type PasskeysCardProps = { own: Own<Passkeys>; onLost(passkey: PasskeyLine): void };

/** One's own passkeys. */
export function PasskeysCard({ own: { found, said, setSaid, load }, onLost }: PasskeysCardProps) {
  const { t } = useTranslation();
  const [deciding, setDeciding] = useState<Deciding>();
  const passkeys = found?.passkeys ?? [];
  const counting = passkeys.filter((passkey) => !passkey.is_suspended);
  const nameOf = (passkey: PasskeyLine) => passkey.name ?? t('account.first');

  const done = (text: string) => {
    setDeciding(undefined);
    setSaid({ tone: 'success', text });
    void load();
  };

  return (
    <Card title={t('account.passkeys')}>
      <p className="text-std-16N-170 text-ink-soft">{t('account.passkeysLead')}</p>
      <LiveRegion>{said && <Notice tone={said.tone}>{said.text}</Notice>}</LiveRegion>
      <ul className="grid gap-3">
        {passkeys.map((passkey) => (
          <li key={passkey.passkey} className="grid gap-3 rounded-12 border border-line p-4">
            <div className="grid gap-1">
              <p className="text-std-17B-170 leading-150">{nameOf(passkey)}</p>
              {passkey.is_of_this_session && <Here>{t('account.here')}</Here>}
              {passkey.is_suspended && <Stopped />}
            </div>
            <Terms>
              <Term name={t('account.added')}>{formatMoment(passkey.added_at)}</Term>
              <Term name={t('account.lastUsed')}>
                {passkey.last_used ? formatMoment(passkey.last_used) : t('account.neverUsed')}
              </Term>
              <Term name={t('account.sync')}>
                {t(passkey.is_synced ? 'account.synced' : 'account.notSynced')}
              </Term>
            </Terms>
            <div className="flex flex-wrap gap-3">
              <Button
                size="sm"
                look="outline"
                aria-haspopup="dialog"
                aria-label={t('account.renameFor', { name: nameOf(passkey) })}
                onClick={() => setDeciding({ is: 'rename', passkey })}
              >
                {t('account.rename')}
              </Button>
              {!passkey.is_suspended && <LossButton what={nameOf(passkey)} onClick={() => onLost(passkey)} />}
              {(counting.length > 1 || passkey.is_suspended) && (
                <Button
                  size="sm"
                  look="outline"
                  aria-haspopup="dialog"
                  aria-label={t('account.removeFor', { name: nameOf(passkey) })}
                  onClick={() => setDeciding({ is: 'remove', passkey })}
                  className="border-error-2! text-error-2! hover:bg-red-50!"
                >
                  {t('account.remove')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {counting.length === 1 && <p className="text-std-16N-170 text-ink-soft">{t('account.onlyOne')}</p>}
      <AddPasskey added={(passkey) => done(t('account.addedSaid', { name: nameOf(passkey) }))} />
      {deciding?.is === 'rename' && (
        <RenameDialog
          passkey={deciding.passkey}
          onClose={() => setDeciding(undefined)}
          renamed={(passkey) => done(t('account.renamed', { name: nameOf(passkey) }))}
        />
      )}
      {deciding?.is === 'remove' && (
        <RemoveDialog
          passkey={deciding.passkey}
          name={nameOf(deciding.passkey)}
          onClose={() => setDeciding(undefined)}
          removed={() => done(t('account.removed', { name: nameOf(deciding.passkey) }))}
        />
      )}
    </Card>
  );
}

/** Marks what the person is using at this moment. */
export function Here({ children }: { children: string }) {
  return (
    <span className="justify-self-start rounded-full border border-key-900 px-2.5 text-[0.875rem] leading-170 text-key-900">
      {children}
    </span>
  );
}
