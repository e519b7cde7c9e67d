import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoomsFact } from '../../app/care-rooms-context';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import type { RoomExport } from '../../protocol';
import { BackIcon } from '../../ui/icons';
import { ClosedRoom } from '../room/ClosedRoom';
import { isClosed } from '../rooms/order';
import { ExportForm } from './ExportForm';
import { fileName } from './export';
import { PrintPreview } from './PrintPreview';

/** 印刷・書き出し of a room. What was taken out is shown here only while the room is open to its reader. */
export default function ExportScreen({ room }: { room: string }) {
  const gone = useRoomsFact((all) => all.gone(room));
  const line = useRoomsFact((all) => all.list?.find((one) => one.room === room));
  if (gone || (line && isClosed(line))) {
    return <ClosedRoom gone={gone ?? { why: 'room_closed', lostPosts: 0 }} state={line?.state} />;
  }
  return <Open room={room} name={line?.label} kana={line?.kana} />;
}

function Open({ room, name, kana }: { room: string; name: string | undefined; kana: string | undefined }) {
  const { t } = useTranslation();
  const [sheet, setSheet] = useState<RoomExport>();
  const [saved, setSaved] = useState<RoomExport>();

  const made = (text: string) => {
    const document = JSON.parse(text) as RoomExport;
    setSheet(document.form === 'print' ? document : undefined);
    setSaved(document.form === 'file' ? document : undefined);
    if (document.form === 'file') save(text, fileName(document));
  };

  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.room(room)}>
        <BackIcon className="size-5" />
        {t('export.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('export.title')} className="text-std-28B-150" />
        {name && <p className="text-std-17N-170">{t('receipt.for', { name, kana })}</p>}
        <p className="text-ink-soft">{t('export.lead')}</p>
      </div>
      {sheet ? (
        <PrintPreview sheet={sheet} onBack={() => setSheet(undefined)} />
      ) : (
        <ExportForm
          room={room}
          done={saved && t('export.saved', { file: fileName(saved), number: saved.number })}
          onMade={made}
        />
      )}
    </div>
  );
}

/** Hands the document to the browser's own way of saving, byte for byte as the server wrote it. */
function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it when this turn is over.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
