import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilesOf } from '../../api/attachments';
import { uuidv7 } from '../../live/uuid';
import type { AttachmentLimits } from '../../protocol';
import { faultOf, fileProblemWords } from './attachment';

/** A file on its way. Its id is the same at every try, so that an answer that was lost leaves no second one. */
export type Upload = {
  id: string;
  file: File;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  /** How much of it has been sent. */
  part: number;
  /** Why it was not taken. */
  problem?: string;
};

export type Uploads = {
  files: readonly Upload[];
  /** What was chosen and not taken, and why. */
  refused: readonly { name: string; problem: string }[];
  isSending: boolean;
  choose(chosen: readonly File[]): Promise<void>;
  remove(id: string): void;
  /** Sends those that are not there yet, one after the other. Whether all are there now. */
  send(to: FilesOf): Promise<boolean>;
  /** Forgets those that are there. */
  settle(): void;
};

/** Files that were chosen, and what has become of them. `there`: how many belong to the same thing already. */
export function useUploads(limits: AttachmentLimits | undefined, there = 0): Uploads {
  const { t } = useTranslation();
  const [files, setFiles] = useState<readonly Upload[]>([]);
  const [refused, setRefused] = useState<Uploads['refused']>([]);
  const [isSending, setSending] = useState(false);

  const change = (id: string, to: Partial<Upload>) =>
    setFiles((before) => before.map((one) => (one.id === id ? { ...one, ...to } : one)));

  const choose = async (chosen: readonly File[]) => {
    if (!limits) return;
    const taken: Upload[] = [];
    const not: { name: string; problem: string }[] = [];
    for (const file of chosen) {
      const isFull = there + files.length + taken.length >= limits.files;
      const fault = isFull ? 'count' : await faultOf(file, limits);
      if (fault) not.push({ name: file.name, problem: t(`attachments.fault.${fault}`) });
      else taken.push({ id: uuidv7(), file, state: 'waiting', part: 0 });
    }
    setFiles((before) => [...before, ...taken]);
    setRefused(not);
  };

  const send = async (to: FilesOf): Promise<boolean> => {
    setSending(true);
    let all = true;
    for (const { id, file, state } of files) {
      if (state === 'done') continue;
      change(id, { state: 'sending', part: 0 });
      try {
        await to.attach(id, file, (part) => change(id, { part }));
        change(id, { state: 'done', part: 1 });
      } catch (error) {
        all = false;
        change(id, { state: 'failed', problem: fileProblemWords(t, error) });
      }
    }
    setSending(false);
    return all;
  };

  const remove = (id: string) => setFiles((before) => before.filter((one) => one.id !== id));
  const settle = () => setFiles((before) => before.filter(({ state }) => state !== 'done'));
  return { files, refused, isSending, choose, remove, send, settle };
}
