import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilesOf } from '../../api/attachments';
import { useCity } from '../../app/city-context';
import { formatMoment } from '../../i18n/dates';
import type { AttachmentKind, AttachmentLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { fileProblemWords, sizeWords } from './attachment';
import { TakeBackDialog } from './TakeBackDialog';
import { UploadsField } from './UploadsField';
import { useUploads } from './use-uploads';

type AttachmentsCardProps = {
  title: string;
  of: FilesOf;
  attachments: readonly AttachmentLine[];
  /** What a file is called where it is saved. */
  saveAs(number: number, kind: AttachmentKind): string;
  mayAdd: boolean;
  reload(): Promise<void>;
};

/** The scan of what came on paper. A file is fetched when someone wants to see it, since each look is written down. */
export function AttachmentsCard({ title, of, attachments, saveAs, mayAdd, reload }: AttachmentsCardProps) {
  const { t } = useTranslation();
  const [erased, setErased] = useState(false);
  const there = attachments.filter(({ taken_back }) => !taken_back).length;
  return (
    <Card title={title}>
      <LiveRegion>{erased && <Notice tone="success">{t('attachments.takenBackDone')}</Notice>}</LiveRegion>
      {attachments.length === 0 && <p className="text-std-16N-170 text-ink-soft">{t('attachments.none')}</p>}
      {attachments.length > 0 && (
        <ol aria-label={title} className="grid gap-3">
          {attachments.map((attachment, place) => (
            <Attachment
              key={attachment.attachment}
              of={of}
              attachment={attachment}
              number={place + 1}
              saveAs={saveAs(place + 1, attachment.kind)}
              onTakenBack={async () => {
                await reload();
                setErased(true);
              }}
            />
          ))}
        </ol>
      )}
      {mayAdd && <Add to={of} there={there} reload={reload} />}
    </Card>
  );
}

type AttachmentProps = {
  of: FilesOf;
  attachment: AttachmentLine;
  number: number;
  saveAs: string;
  onTakenBack(): Promise<void>;
};

function Attachment({ of, attachment, number, saveAs, onTakenBack }: AttachmentProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  const [erasing, setErasing] = useState(false);
  const { kind, bytes, added_at, added_by, taken_back } = attachment;
  const name = t('attachments.one', { number, kind: t(`attachments.kind.${kind}`) });

  useEffect(() => () => void (shown && URL.revokeObjectURL(shown)), [shown]);

  const { read, takeBack } = of;
  const run = async (work: (file: Blob) => void) => {
    if (!read) return;
    setWorking(true);
    setProblem(undefined);
    try {
      work(await read(attachment.attachment));
    } catch (error) {
      setProblem(fileProblemWords(t, error));
    }
    setWorking(false);
  };

  if (taken_back) {
    return (
      <li className="grid rounded-8 border border-line p-4">
        <span className="text-std-17B-170 text-ink-soft line-through">{name}</span>
        <span className="text-[0.9375rem] leading-150 text-ink-soft">
          {t('attachments.takenBack', { at: formatMoment(taken_back.at), by: taken_back.by })}
        </span>
        <span className="text-[0.9375rem] leading-150 whitespace-pre-line">
          {t('attachments.takenBackWhy', { reason: taken_back.reason })}
        </span>
      </li>
    );
  }

  return (
    <li className="grid gap-3 rounded-8 border border-line p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="grid">
          <span className="text-std-17B-170">
            {name} <span className="font-400 text-ink-soft">{sizeWords(bytes)}</span>
          </span>
          <span className="text-[0.9375rem] leading-150 text-ink-soft">
            {t('attachments.added', { at: formatMoment(added_at), by: added_by })}
          </span>
        </div>
        <div className="flex flex-wrap gap-2">
          {read && kind !== 'pdf' && !shown && (
            <Button
              look="outline"
              busy={working}
              aria-label={t('attachments.showOne', { name })}
              onClick={() => void run((file) => setShown(URL.createObjectURL(file)))}
            >
              {t('attachments.show')}
            </Button>
          )}
          {read && kind !== 'pdf' && shown && (
            <Button look="outline" onClick={() => setShown(undefined)}>
              {t('attachments.hide')}
            </Button>
          )}
          {read && (
            <Button
              look="outline"
              busy={working}
              aria-label={t('attachments.saveOne', { name })}
              onClick={() => void run((file) => save(file, saveAs))}
            >
              {t('attachments.save')}
            </Button>
          )}
          {takeBack && (
            <Button
              look="outline"
              aria-haspopup="dialog"
              aria-label={t('attachments.takeBackOne', { name })}
              onClick={() => setErasing(true)}
              className="border-error-2! text-error-2! hover:bg-red-50!"
            >
              {t('attachments.takeBack')}
            </Button>
          )}
        </div>
      </div>
      <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
      {shown && <img src={shown} alt={name} className="w-full rounded-4 border border-line" />}
      {erasing && takeBack && (
        <TakeBackDialog
          name={name}
          takeBack={(reason) => takeBack(attachment.attachment, reason)}
          onClose={() => setErasing(false)}
          onDone={() => void onTakenBack()}
        />
      )}
    </li>
  );
}

/** Hands a file over to the device. */
function save(file: Blob, name: string) {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: the browser has not begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

type AddProps = { to: FilesOf; there: number; reload(): Promise<void> };

function Add({ to, there, reload }: AddProps) {
  const { t } = useTranslation();
  const limits = useCity()?.attachments;
  const uploads = useUploads(limits, there);
  const region = useRef<HTMLDivElement>(null);
  const waiting = uploads.files.filter(({ state }) => state !== 'done');
  if (!limits || (there >= limits.files && waiting.length === 0)) return null;

  const send = async () => {
    await uploads.send(to);
    await reload();
    uploads.settle();
    region.current?.focus({ preventScroll: true });
  };

  return (
    <div ref={region} tabIndex={-1} className="grid gap-4 border-t border-line pt-4">
      <UploadsField uploads={{ ...uploads, files: waiting }} limits={limits} />
      {waiting.length > 0 && (
        <Button busy={uploads.isSending} onClick={() => void send()} className="justify-self-start">
          {t('attachments.send')}
        </Button>
      )}
    </div>
  );
}
