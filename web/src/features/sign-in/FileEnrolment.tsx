import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblemOf } from '../../api/request';
import { makeCertificateFile } from '../../api/session';
import { problemWords } from '../../i18n/problem-words';
import type { CertificateFile } from '../../protocol';
import { Button, buttonClass } from '../../ui/Button';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { ImportSteps } from './ImportSteps';

const NAME = 'renrakucho.p12';

type FileEnrolmentProps = {
  code: string;
  /** Whether there is no other way. */
  isOnly: boolean;
  /** While something else is under way. */
  busy: boolean;
  onMade(): void;
  /** The file is on the device: go on with it. */
  onImported(): void;
};

/** 証明書のファイル: makes it once, shows its password once, and says how it gets onto the device. */
export function FileEnrolment({ code, isOnly, busy, onMade, onImported }: FileEnrolmentProps) {
  const { t } = useTranslation();
  const [made, setMade] = useState<CertificateFile>();
  /** Few need it: it does not stand in the way of the others. */
  const [wanted, setWanted] = useState(isOnly);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  const make = async () => {
    setWorking(true);
    setProblem(undefined);
    try {
      setMade(await makeCertificateFile(code));
      onMade();
    } catch (error) {
      const refused = isProblemOf(error, 'unauthenticated');
      setProblem(refused ? t('enrolment.file.refused') : problemWords(t, error));
    }
    setWorking(false);
  };

  if (!wanted) {
    return (
      <Button look="text" onClick={() => setWanted(true)} className="-ml-4 justify-self-start">
        {t('enrolment.file.title')}
      </Button>
    );
  }

  return (
    <section aria-labelledby="by-file" className="grid gap-4 rounded-12 border border-line p-5">
      <h2 id="by-file" className="text-std-20B-150">
        {t('enrolment.file.title')}
      </h2>
      <LiveRegion>
        {problem && <Notice tone="error">{problem}</Notice>}
        {made && <Notice tone="success">{t('enrolment.file.made')}</Notice>}
      </LiveRegion>
      {made ? (
        <>
          <Made made={made} />
          <Button size="lg" busy={busy} onClick={onImported} className="w-full sm:max-w-sm">
            {t('enrolment.file.next')}
          </Button>
          <p className="text-std-16N-170 text-ink-soft">{t('enrolment.file.nextHint')}</p>
        </>
      ) : (
        <>
          <p className="text-std-16N-170">{t(isOnly ? 'enrolment.file.only' : 'enrolment.file.lead')}</p>
          <p className="text-std-16N-170 text-ink-soft">
            {t(isOnly ? 'enrolment.file.again' : 'enrolment.file.once')}
          </p>
          <Button
            size="lg"
            look={isOnly ? 'solid' : 'outline'}
            busy={working}
            onClick={() => void make()}
            className="w-full sm:max-w-sm"
          >
            {t('enrolment.file.make')}
          </Button>
        </>
      )}
    </section>
  );
}

function Made({ made }: { made: CertificateFile }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState<string>();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    const bytes = Uint8Array.from(atob(made.file), (letter) => letter.charCodeAt(0));
    const url = URL.createObjectURL(new Blob([bytes], { type: 'application/x-pkcs12' }));
    setAddress(url);
    return () => URL.revokeObjectURL(url);
  }, [made.file]);

  // Where it is not allowed the password is still there to be read.
  const copy = () => {
    navigator.clipboard.writeText(made.password).then(
      () => setCopied(true),
      () => undefined,
    );
  };

  return (
    <>
      <a
        href={address}
        download={NAME}
        className={`${buttonClass('solid', 'lg')} w-full justify-self-start sm:max-w-sm`}
      >
        {t('enrolment.file.save')}
      </a>
      <div className="grid gap-2 rounded-8 bg-paper p-4">
        <dl>
          <dt className="text-std-16N-170 text-ink-soft">{t('enrolment.file.password')}</dt>
          <dd className="font-mono text-std-20B-150 break-all select-all">{made.password}</dd>
        </dl>
        <Button size="sm" look="outline" onClick={copy} className="justify-self-start">
          {t('enrolment.file.copy')}
        </Button>
        <p role="status" className="text-std-16N-170 empty:hidden">
          {copied ? t('enrolment.file.copied') : ''}
        </p>
      </div>
      <p className="text-std-16N-170">{t('enrolment.file.apart')}</p>
      <ImportSteps />
    </>
  );
}
