import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
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
import { Certificate } from './Certificate';

/** 支援中止の証明書, to be read here and to be printed. */
export default function CertificateScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const [certificate, setCertificate] = useState<DiscontinuationCertificate>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    readCertificate(room).then(setCertificate, (error: unknown) => setProblem(problemWords(t, error)));
  }, [room, t]);

  useEffect(() => {
    // The printer gets the certificate, not the app around it (see styles.css).
    document.documentElement.classList.add('prints-sheets');
    return () => document.documentElement.classList.remove('prints-sheets');
  }, []);

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
          {/* What the printer gets stands outside of the app's frame, which scrolls and would be cut. */}
          {createPortal(
            <div className="sheets certificate" aria-hidden="true">
              <Certificate certificate={certificate} />
            </div>,
            document.body,
          )}
        </>
      )}
    </div>
  );
}
