import { useTranslation } from 'react-i18next';
import { readCertificate } from '../../api/city';
import { paths } from '../../app/route';
import { useLoaded } from '../../app/use-loaded';
import { Certificate } from './Certificate';
import { CertificatePage } from './CertificatePage';

/** 支援中止の証明書. */
export default function CertificateScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const { found, problem } = useLoaded(readCertificate, room);
  return (
    <CertificatePage
      title={t('discontinuation.title')}
      back={{ href: paths.city, words: t('team.back') }}
      problem={problem}
    >
      {found && <Certificate certificate={found} />}
    </CertificatePage>
  );
}
