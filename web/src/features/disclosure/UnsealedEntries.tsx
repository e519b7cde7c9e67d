import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { Entry, RedactionMark } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { ErasedText } from '../entry-erasure/ErasedText';
import { piecesOf } from './marks';
import { RedactionPanel } from './RedactionPanel';
import { useUnsealedRecord } from './use-unsealed-record';

type UnsealedEntriesProps = {
  id: string;
  mayRedact: boolean;
  version: number;
  readOf: number | undefined;
  onRead(version: number): void;
  onSaved(from: number, to: number): void;
  onFailed(error: unknown): void;
};

/** What the unsealed room says, page by page as it is asked for: each is written down before it is shown. */
export function UnsealedEntries({ mayRedact, ...wanted }: UnsealedEntriesProps) {
  const { t } = useTranslation();
  const { entries, isWhole, isStale, working, readOn, readAgain, save } = useUnsealedRecord(wanted);
  const [open, setOpen] = useState<string>();

  return (
    <Card title={t('disclosure.record')}>
      <p className="text-std-16N-170 text-ink-soft">
        {t(mayRedact ? 'disclosure.recordLead' : 'disclosure.recordLeadApprover')}
      </p>
      <ol className="grid gap-3">
        {entries.map(({ entry, marks, is_left_out }) => (
          <li key={entry.id} className="grid gap-2 rounded-12 border border-line p-3 sm:p-4">
            <p className="text-[0.9375rem] leading-150 text-ink-soft">
              {formatMoment(entry.at)}
              <span
                className={`block ${marks.some(({ part }) => part === 'author') ? 'bg-black text-white' : ''}`}
              >
                {t('disclosure.whole', entry.author)}
              </span>
            </p>
            <Said entry={entry} marks={marks} />
            {is_left_out && (
              <p className="rounded-8 border border-warning-orange-2 px-3 py-2 text-std-16N-170">
                {t('disclosure.leftOut')}
              </p>
            )}
            {mayRedact && !is_left_out && (
              <Button
                size="sm"
                look="outline"
                aria-expanded={open === entry.id}
                onClick={() => setOpen(open === entry.id ? undefined : entry.id)}
                className="justify-self-start"
              >
                {t(marks.length > 0 ? 'disclosure.editMarks' : 'disclosure.addMarks')}
              </Button>
            )}
            {mayRedact && !is_left_out && open === entry.id && (
              <RedactionPanel
                text={entry.kind === 'post' && !entry.erased_at ? entry.body : undefined}
                marks={marks}
                working={working || isStale}
                save={(changed) => void save(entry.id, changed)}
              />
            )}
          </li>
        ))}
      </ol>
      {isStale ? (
        <Button busy={working} onClick={() => void readAgain()} className="justify-self-start">
          {t('disclosure.readAgain')}
        </Button>
      ) : (
        !isWhole && (
          <Button busy={working} onClick={() => void readOn()} className="justify-self-start">
            {t(entries.length === 0 ? 'disclosure.read' : 'disclosure.readOn')}
          </Button>
        )
      )}
    </Card>
  );
}

/** A post, or what happened; what is marked is black for its reader too, and still legible to them. */
function Said({ entry, marks }: { entry: Entry; marks: readonly RedactionMark[] }) {
  const { t } = useTranslation();
  if (entry.kind === 'post' && entry.erased_at) {
    return (
      <p className="text-std-16N-170 text-ink-soft">
        <ErasedText at={entry.erased_at} />
      </p>
    );
  }
  const text =
    entry.kind === 'post'
      ? entry.body
      : entry.kind === 'member_joined' || entry.kind === 'member_left'
        ? t(`disclosure.kind.${entry.kind}`, {
            who: `${entry.subject.name}（${entry.subject.profession}・${entry.subject.facility}）`,
          })
        : t(`disclosure.kind.${entry.kind}`);
  return (
    <p className="text-std-17N-170 break-words whitespace-pre-wrap">
      {piecesOf(text, marks).map((piece) =>
        piece.black ? (
          <mark key={piece.from} className="bg-black px-0.5 text-white">
            {piece.text}
          </mark>
        ) : (
          <span key={piece.from}>{piece.text}</span>
        ),
      )}
    </p>
  );
}
