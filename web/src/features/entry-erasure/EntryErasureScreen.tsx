import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readEntryErasure } from '../../api/entry-erasure';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { EntryErasureCertificate as Certificate } from '../../protocol';
import { Button } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { PrintedSheets } from '../../ui/PrintedSheets';
import { EntryErasureCertificate } from './EntryErasureCertificate';

/** 書き込みの消去の証明書, to be read here and to be printed. */
export default function EntryErasureScreen({ room, entry }: { room: string; entry: string }) {
  const { t } = useTranslation();
  const [certificate, setCertificate] = useState<Certificate>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    readEntryErasure(room, entry).then(setCertificate, (error: unknown) =>
      setProblem(problemWords(t, error)),
    );
  }, [room, entry, t]);

  if (!certificate && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.cases}>
        <BackIcon className="size-5" />
        {t('cases.back')}
      </TextLink>
      <ScreenTitle screen={t('entryErasure.certificateTitle')} className="text-std-28B-150" />
      <div role="alert" className="empty:-mt-5">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      {certificate && (
        <>
          <div>
            <Button size="lg" onClick={() => window.print()}>
              {t('discontinuation.print')}
            </Button>
          </div>
          <div className="overflow-hidden rounded-16 border border-line shadow-sheet">
            <EntryErasureCertificate certificate={certificate} />
          </div>
          <PrintedSheets kind="certificate">
            <EntryErasureCertificate certificate={certificate} />
          </PrintedSheets>
        </>
      )}
    </div>
  );
}
