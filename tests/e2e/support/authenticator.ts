import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from '@playwright/test';

/** A passkey as the demo keeps it; bytes are base64url. */
type PasskeyFile = { rp_id: string; credential_id: string; user_handle: string; private_key: string };

/** The browser's debugging protocol reads base64 of the other alphabet, with padding. */
const standardBase64 = (text: string) => Buffer.from(text, 'base64url').toString('base64');

/** What is plugged in, by page. */
const pluggedIn = new WeakMap<Page, { session: CDPSession; authenticatorId: string }>();

let lastCount = 0;

/** A copy of a passkey must not count from where another was: the server would take it for a theft. Also not within a second. */
function nextCount(): number {
  lastCount = Math.max(lastCount + 10, Math.floor(Date.now() / 1000));
  return lastCount;
}

/** Gives a page an authenticator of its own; with a file, one that already holds that passkey. One that is carried is a security key. */
export async function addAuthenticator(page: Page, passkeyFile?: string, isCarried = false): Promise<void> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  await plugIn(page, session, { isSynced: false, isCarried }, passkeyFile);
}

/** Takes the page's key away and plugs an empty one in, whose passkeys are copied elsewhere. */
export async function changeAuthenticator(page: Page): Promise<void> {
  const before = pluggedIn.get(page);
  if (!before) throw new Error('the page has no authenticator');
  const { session, authenticatorId } = before;
  await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  await plugIn(page, session, { isSynced: true, isCarried: false });
}

async function plugIn(
  page: Page,
  session: CDPSession,
  { isSynced, isCarried }: { isSynced: boolean; isCarried: boolean },
  passkeyFile?: string,
): Promise<void> {
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: isCarried ? 'usb' : 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: isSynced,
      defaultBackupState: isSynced,
    },
  });
  pluggedIn.set(page, { session, authenticatorId });
  if (!passkeyFile) return;
  const passkey = JSON.parse(readFileSync(passkeyFile, 'utf8')) as PasskeyFile;
  await session.send('WebAuthn.addCredential', {
    authenticatorId,
    credential: {
      credentialId: standardBase64(passkey.credential_id),
      isResidentCredential: true,
      rpId: passkey.rp_id,
      privateKey: standardBase64(passkey.private_key),
      userHandle: standardBase64(passkey.user_handle),
      signCount: nextCount(),
    },
  });
}
