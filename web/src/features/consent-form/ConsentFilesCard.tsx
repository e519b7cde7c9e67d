import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { filesOfConsentForm, readConsentFiles } from '../../api/attachments';
import { useSession } from '../../app/session-context';
import { problemWords } from '../../i18n/problem-words';
import type { AttachmentLine } from '../../protocol';
import { Notice } from '../../ui/Notice';
import { AttachmentsCard } from '../attachments/AttachmentsCard';

/** 同意書の写し: the scan of the signed form. The city sees it; whoever proposed the person sees that it is there. */
export function ConsentFilesCard({ room, mayAdd }: { room: string; mayAdd: boolean }) {
  const { t } = useTranslation();
  const isCity = useSession().session.role === 'city_moderator';
  const [files, setFiles] = useState<readonly AttachmentLine[]>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    try {
      setFiles((await readConsentFiles(room)).attachments);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [room, t]);

  useEffect(() => {
    void load();
  }, [load]);

  return (
    <>
      <div role="alert" className="empty:-mt-5">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      {files && (
        <AttachmentsCard
          title={t('consentFiles.title')}
          of={filesOfConsentForm(room, isCity)}
          attachments={files}
          saveAs={(number, kind) => `consent-form-${number}.${kind}`}
          mayAdd={mayAdd}
          reload={load}
        />
      )}
    </>
  );
}
