import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { Button } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { PrintedSheets } from '../../ui/PrintedSheets';

type CertificatePageProps = {
  title: string;
  back: { href: string; words: string };
  problem: string | undefined;
  /** The certificate; none: it is asked for, or cannot be had. */
  children: ReactNode;
};

/** A certificate, to be read here and to be printed. */
export function CertificatePage({ title, back, problem, children }: CertificatePageProps) {
  const { t } = useTranslation();
  if (!children && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={back.href}>
        <BackIcon className="size-5" />
        {back.words}
      </TextLink>
      <ScreenTitle screen={title} className="text-std-28B-150" />
      <div role="alert" className="empty:absolute">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      {children && (
        <>
          <div>
            <Button size="lg" onClick={() => window.print()}>
              {t('discontinuation.print')}
            </Button>
          </div>
          <div className="overflow-hidden rounded-16 border border-line shadow-sheet">{children}</div>
          <PrintedSheets kind="certificate">{children}</PrintedSheets>
        </>
      )}
    </div>
  );
}
