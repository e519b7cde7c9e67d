import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { readEntryErasure } from '../../api/entry-erasure';
import { paths } from '../../app/route';
import { useSession } from '../../app/session-context';
import { useLoaded } from '../../app/use-loaded';
import { toCasesWords } from '../cases/back';
import { CertificatePage } from '../city/CertificatePage';
import { EntryErasureCertificate } from './EntryErasureCertificate';

type Of = { room: string; entry: string };
const read = ({ room, entry }: Of) => readEntryErasure(room, entry);

/** 投稿の消去の証明書. */
export default function EntryErasureScreen({ room, entry }: Of) {
  const { t } = useTranslation();
  const of = useMemo(() => ({ room, entry }), [room, entry]);
  const { found, problem } = useLoaded(read, of);
  return (
    <CertificatePage
      title={t('entryErasure.certificateTitle')}
      back={{ href: paths.cases, words: toCasesWords(t, useSession().session.role) }}
      problem={problem}
    >
      {found && <EntryErasureCertificate certificate={found} />}
    </CertificatePage>
  );
}
