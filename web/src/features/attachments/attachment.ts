import type { TFunction } from 'i18next';
import { ProblemError } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import type { AttachmentLimits } from '../../protocol';

/** What is offered for choosing. A telephone that takes its photos in another kind turns them into one of these by itself. */
export const ACCEPT = 'image/jpeg,image/png,application/pdf';

const FAULTS = ['kind', 'damaged', 'pixels', 'count', 'malware', 'too_large'] as const;
export type Fault = (typeof FAULTS)[number];

const BEGINNINGS: readonly (readonly number[])[] = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0x25, 0x50, 0x44, 0x46, 0x2d],
];

/** What is wrong with a file that was chosen, before it is sent. The server looks again, and closer. */
export async function faultOf(file: Blob, limits: AttachmentLimits): Promise<Fault | undefined> {
  if (file.size > limits.file_bytes) return 'too_large';
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const begins = (beginning: readonly number[]) => beginning.every((byte, at) => head[at] === byte);
  return BEGINNINGS.some(begins) ? undefined : 'kind';
}

/** What a person reads when a file was not taken. */
export function fileProblemWords(t: TFunction, error: unknown): string {
  if (!(error instanceof ProblemError)) return problemWords(t, error);
  const { code, field } = error.problem;
  const word = code === 'validation' ? field : code;
  const fault = FAULTS.find((one) => one === word);
  return fault ? t(`attachments.fault.${fault}`) : problemWords(t, error);
}

/** How long a file is, as people say it. */
export function sizeWords(bytes: number): string {
  const kilo = bytes / 1024;
  if (kilo < 1000) return `${Math.max(1, Math.round(kilo))}KB`;
  return `${(kilo / 1024).toFixed(1).replace(/\.0$/, '')}MB`;
}
