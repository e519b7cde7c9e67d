import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttachmentLimits } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { FieldError } from '../../ui/Field';
import { CheckIcon } from '../../ui/icons';
import { ACCEPT, sizeWords } from './attachment';
import type { Upload, Uploads } from './use-uploads';

type UploadsFieldProps = { uploads: Uploads; limits: AttachmentLimits };

/** Chooses files, and shows what becomes of each. What they are called nobody but their owner learns. */
export function UploadsField({ uploads, limits }: UploadsFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const hint = t('attachments.hint', { size: sizeWords(limits.file_bytes), files: limits.files });
  return (
    <div className="grid gap-4">
      <div className="relative grid gap-2">
        <p id={`${id}-hint`} className="text-std-16N-170 text-ink-soft">
          {hint}
        </p>
        {/* The browser's own words would say that nothing was chosen, since what was chosen stands below. */}
        <input
          id={id}
          type="file"
          multiple
          accept={ACCEPT}
          aria-describedby={`${id}-hint`}
          disabled={uploads.isSending}
          onChange={({ target }) => {
            const chosen = [...(target.files ?? [])];
            // The same file may be chosen again.
            target.value = '';
            void uploads.choose(chosen);
          }}
          className="peer sr-only"
        />
        <label
          htmlFor={id}
          className={`${buttonClass('outline', 'md', uploads.isSending)} cursor-pointer justify-self-start peer-focus-visible:outline-4 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-black`}
        >
          {t('attachments.choose')}
        </label>
      </div>
      <div role="alert" className="grid gap-1 empty:hidden">
        {uploads.refused.map(({ name, problem }) => (
          <FieldError key={`${name} ${problem}`} id={`${id}-${name}`}>
            <FileName name={name} /> {problem}
          </FieldError>
        ))}
      </div>
      {uploads.files.length > 0 && (
        <ul aria-label={t('attachments.chosen')} className="grid gap-2">
          {uploads.files.map((upload) => (
            <UploadLine
              key={upload.id}
              upload={upload}
              isSending={uploads.isSending}
              remove={uploads.remove}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

type UploadLineProps = { upload: Upload; isSending: boolean; remove(id: string): void };

function UploadLine({ upload, isSending, remove }: UploadLineProps) {
  const { t } = useTranslation();
  const { id, file, state, part, problem } = upload;
  return (
    <li className="grid gap-2 rounded-8 border border-line bg-white px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <span className="min-w-0 break-all leading-150">
          <FileName name={file.name} />{' '}
          <span className="whitespace-nowrap text-ink-soft">{sizeWords(file.size)}</span>
        </span>
        {state === 'done' && (
          <span className="inline-flex items-center gap-1 text-success-2">
            <CheckIcon className="size-5" />
            {t('attachments.state.done')}
          </span>
        )}
        {state !== 'done' && !isSending && (
          <Button
            size="sm"
            look="text"
            aria-label={t('attachments.removeOne', { name: file.name })}
            onClick={() => remove(id)}
          >
            {t('attachments.remove')}
          </Button>
        )}
      </div>
      {state === 'sending' && (
        <label className="grid gap-1 text-[0.9375rem] leading-150">
          {part < 1
            ? t('attachments.state.sending', { percent: Math.floor(part * 100) })
            : t('attachments.state.checking')}
          <progress className="h-2 w-full accent-key-900" value={part} max={1} />
        </label>
      )}
      {state === 'failed' && <FieldError id={`${id}-problem`}>{problem}</FieldError>}
    </li>
  );
}

/** Whatever direction its letters want, it turns nothing around that stands beside it. */
function FileName({ name }: { name: string }) {
  return <bdi>{name.length > 60 ? `${name.slice(0, 40)}…${name.slice(-15)}` : name}</bdi>;
}
