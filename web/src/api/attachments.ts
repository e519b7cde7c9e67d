import type { AttachmentLine, ConsentFormFiles } from '../protocol';
import { asSignedIn, judged, request, UnreachableError } from './request';

/** The files of one thing: where they are sent to, and fetched from. */
export type FilesOf = {
  /** Adds a file; tells on the way how much of it has been sent, from 0 to 1. */
  attach(attachment: string, file: Blob, onProgress: (part: number) => void): Promise<AttachmentLine>;
  /** A file. Whoever calls this looks at it, and that is written down. Absent for those who may only bring one. */
  read?: (attachment: string) => Promise<Blob>;
  /** Erases a file that was added by mistake. */
  takeBack?: (attachment: string, reason: string) => Promise<AttachmentLine>;
};

/** As long as the server waits for a file. */
const GIVE_UP_AFTER_MS = 300_000;

const attachAt =
  (path: string): FilesOf['attach'] =>
  (attachment, file, onProgress) =>
    asSignedIn(() => upload(`/api/v1${path}/attachments/${attachment}`, file, onProgress));

const lookAt = (path: string) => ({
  read: (attachment: string) => asSignedIn(() => download(`/api/v1${path}/attachments/${attachment}`)),
  takeBack: (attachment: string, reason: string) =>
    request<AttachmentLine>('POST', `${path}/attachments/${attachment}/taking-back`, { reason }),
});

/** The files of a case. */
export const filesOfCase = (id: string): FilesOf => ({
  attach: attachAt(`/city/cases/${id}`),
  ...lookAt(`/city/cases/${id}`),
});

/** The files of the signed consent form of a room: whoever proposed the person brings them, the city sees them. */
export const filesOfConsentForm = (room: string, isCity: boolean): FilesOf => ({
  attach: attachAt(`/rooms/${room}/consent-form`),
  ...(isCity ? lookAt(`/city/rooms/${room}/consent-form`) : {}),
});

/** What there is of them. */
export const readConsentFiles = (room: string) =>
  request<ConsentFormFiles>('GET', `/rooms/${room}/consent-form`);

/** Not by fetch, which does not tell how far it is. */
function upload(to: string, file: Blob, onProgress: (part: number) => void): Promise<AttachmentLine> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    const isLost = () => reject(new UnreachableError());
    sending.open('PUT', to);
    sending.timeout = GIVE_UP_AFTER_MS;
    sending.setRequestHeader('content-type', 'application/octet-stream');
    sending.upload.addEventListener('progress', ({ loaded, total }) => {
      onProgress(total > 0 ? loaded / total : 0);
    });
    for (const lost of ['error', 'abort', 'timeout'] as const) sending.addEventListener(lost, isLost);
    sending.addEventListener('load', () => {
      try {
        resolve(judged(sending.status === 200, parsed(sending.responseText)));
      } catch (error) {
        reject(error);
      }
    });
    sending.send(file);
  });
}

async function download(from: string): Promise<Blob> {
  const signal = AbortSignal.timeout(GIVE_UP_AFTER_MS);
  const response = await fetch(from, { credentials: 'same-origin', cache: 'no-store', signal }).catch(() => {
    throw new UnreachableError();
  });
  if (!response.ok) return judged(false, parsed(await response.text()));
  return response.blob().catch(() => {
    throw new UnreachableError();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
