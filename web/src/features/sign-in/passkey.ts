import { beginPasskey, finishEnrolment, finishPasskey } from '../../api/session';
import { makeSessionKey } from '../../keys/session-key';
import type { Ceremony, SessionView } from '../../protocol';

/** The person closed the browser's dialog, it ran out of time, or the browser wanted a click first. */
export class CeremonyCancelled extends Error {}

export function passkeysWork(): boolean {
  return (
    typeof PublicKeyCredential !== 'undefined' &&
    'parseRequestOptionsFromJSON' in PublicKeyCredential &&
    'parseCreationOptionsFromJSON' in PublicKeyCredential
  );
}

/** With `ownSessionKey` the session gets a key of its own: the device was proved by a certificate in a file. */
export async function signInWithPasskey(ownSessionKey: boolean): Promise<SessionView> {
  const { publicKey } = await beginPasskey();
  const answer = { credential: await presentPasskey(publicKey) };
  return finishPasskey(ownSessionKey ? { ...answer, key: await makeSessionKey() } : answer);
}

/** Makes the passkey that the server gave options for. Answers the session, if one began with it. */
export async function makePasskey(publicKey: Ceremony['publicKey']): Promise<SessionView | undefined> {
  return finishEnrolment(await createPasskey(publicKey));
}

/** Makes a passkey; the browser's answer for the server. */
export async function createPasskey(publicKey: Ceremony['publicKey']): Promise<unknown> {
  const credential = await ceremony(() =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asCreation(publicKey)),
    }),
  );
  return credential.toJSON();
}

/** Has the person use a passkey; the browser's answer for the server. */
export async function presentPasskey(publicKey: Ceremony['publicKey']): Promise<unknown> {
  const credential = await ceremony(() =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asRequest(publicKey)),
    }),
  );
  return credential.toJSON();
}

async function ceremony(run: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  const credential = await run().catch((error: unknown) => {
    if (error instanceof DOMException) throw new CeremonyCancelled();
    throw error;
  });
  if (!(credential instanceof PublicKeyCredential)) throw new CeremonyCancelled();
  return credential;
}

/** The options are the browser's own JSON form, made by the server; the browser checks them. */
const asRequest = (options: Ceremony['publicKey']) =>
  options as unknown as PublicKeyCredentialRequestOptionsJSON;
const asCreation = (options: Ceremony['publicKey']) =>
  options as unknown as PublicKeyCredentialCreationOptionsJSON;
