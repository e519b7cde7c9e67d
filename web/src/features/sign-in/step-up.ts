import type { TFunction } from 'i18next';
import { beginStepUp, finishStepUp } from '../../api/account';
import { isProblemOf } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import { CeremonyCancelled, presentPasskey } from './passkey';

/** Whoever is signed in proves by passkey once more who they are. */
export async function stepUpWithPasskey(): Promise<void> {
  const { publicKey } = await beginStepUp();
  await finishStepUp(await presentPasskey(publicKey));
}

/** What the person reads when that did not work. */
export function stepUpWords(t: TFunction, error: unknown): string {
  if (error instanceof CeremonyCancelled) return t('stepUp.cancelled');
  return isProblemOf(error, 'step_up_required') ? t('stepUp.refused') : problemWords(t, error);
}
