import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readPasskeys } from '../../api/account';
import { readOwnDevices, readOwnLosses, reportOwnLoss } from '../../api/losses';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { problemWords } from '../../i18n/problem-words';
import type { LossBody } from '../../protocol';
import { BackIcon } from '../../ui/icons';
import { LossDialog } from '../losses/LossDialog';
import { LossesCard } from '../losses/LossesCard';
import type { Lost } from '../losses/loss';
import { DevicesCard } from './DevicesCard';
import { PasskeysCard } from './PasskeysCard';
import { SessionsCard } from './SessionsCard';
import { SignInsCard } from './SignInsCard';
import { useOwn } from './use-own';

/** Everybody's own ways in: which there are, who is in by them, and what happened at the door. */
export default function AccountScreen() {
  const { t } = useTranslation();
  const { signedOut, leaving } = useSession();
  const passkeys = useOwn(readPasskeys);
  const devices = useOwn(readOwnDevices);
  const losses = useOwn(readOwnLosses);
  const [lost, setLost] = useState<Lost>();

  const report = async (body: LossBody, endsHere: boolean) => {
    // What is unsent stays on the device: it is in a hurry.
    leaving(endsHere);
    try {
      const { receipt } = await reportOwnLoss(body);
      if (endsHere) {
        signedOut(body.device ? 'suspended' : 'signed_out');
        return undefined;
      }
      const card = body.device ? devices : passkeys;
      card.setSaid({ tone: 'success', text: t('loss.reported', { receipt }) });
      setLost(undefined);
    } catch (error) {
      leaving(false);
      return problemWords(t, error);
    } finally {
      if (!endsHere) await Promise.all([passkeys.load(), devices.load(), losses.load()]);
    }
    return undefined;
  };

  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.settings}>
        <BackIcon className="size-5" />
        {t('account.back')}
      </TextLink>
      <ScreenTitle screen={t('account.title')} className="text-std-28B-150" />
      <DevicesCard own={devices} onLost={(device) => setLost({ is: 'device', device })} />
      <PasskeysCard own={passkeys} onLost={(passkey) => setLost({ is: 'passkey', passkey })} />
      <LossesCard losses={losses.found?.losses ?? []} />
      <SessionsCard />
      <SignInsCard />
      {lost && (
        <LossDialog
          lost={lost}
          passkeys={passkeys.found?.passkeys ?? []}
          onClose={() => setLost(undefined)}
          report={report}
        />
      )}
    </div>
  );
}
