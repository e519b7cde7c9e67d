import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCertificate } from '../../api/city';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { DiscontinuationCertificate } from '../../protocol';
import { Button } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { PrintedSheets } from '../../ui/PrintedSheets';
import { Certificate } from './Certificate';

/** 支援中止の証明書, to be read here and to be printed. */
export default function CertificateScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const [certificate, setCertificate] = useState<DiscontinuationCertificate>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    readCertificate(room).then(setCertificate, (error: unknown) => setProblem(problemWords(t, error)));
  }, [room, t]);

  if (!certificate && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('team.back')}
      </TextLink>
      <ScreenTitle screen={t('discontinuation.title')} className="text-std-28B-150" />
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
            <Certificate certificate={certificate} />
          </div>
          <PrintedSheets kind="certificate">
            <Certificate certificate={certificate} />
          </PrintedSheets>
        </>
      )}
    </div>
  );
}
