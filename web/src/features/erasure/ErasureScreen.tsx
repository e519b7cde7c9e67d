import { useTranslation } from 'react-i18next';
import { readErasure } from '../../api/erasure';
import { paths } from '../../app/route';
import { useSession } from '../../app/session-context';
import { useLoaded } from '../../app/use-loaded';
import { toCasesWords } from '../cases/back';
import { CertificatePage } from '../city/CertificatePage';
import { ErasureCertificate } from './ErasureCertificate';

/** 消去の証明書. */
export default function ErasureScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const { role } = useSession().session;
  const { found, problem } = useLoaded(readErasure, room);
  return (
    <CertificatePage
      title={t('erasure.certificateTitle')}
      back={
        role === 'city_moderator'
          ? { href: paths.city, words: t('team.back') }
          : { href: paths.cases, words: toCasesWords(t, role) }
      }
      problem={problem}
    >
      {found && <ErasureCertificate certificate={found} />}
    </CertificatePage>
  );
}
