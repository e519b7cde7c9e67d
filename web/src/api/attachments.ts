import type { AttachmentLine } from '../protocol';
import { asSignedIn, judged, request, UnreachableError } from './request';

const path = (id: string, attachment: string) => `/api/v1/city/cases/${id}/attachments/${attachment}`;

/** As long as the server waits for a file. */
const GIVE_UP_AFTER_MS = 300_000;

/** Adds a file to a case; tells on the way how much of it has been sent, from 0 to 1. */
export const attachFile = (
  id: string,
  attachment: string,
  file: Blob,
  onProgress: (part: number) => void,
): Promise<AttachmentLine> => asSignedIn(() => upload(path(id, attachment), file, onProgress));

/** A file of a case. Whoever calls this looks at it, and that is written down. */
export const readAttachment = (id: string, attachment: string): Promise<Blob> =>
  asSignedIn(() => download(path(id, attachment)));

/** Erases a file that was attached by mistake. */
export const takeFileBack = (id: string, attachment: string, reason: string) =>
  request<AttachmentLine>('POST', `/city/cases/${id}/attachments/${attachment}/taking-back`, { reason });

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
