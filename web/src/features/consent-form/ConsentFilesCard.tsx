import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { filesOfConsentForm, readConsentFiles } from '../../api/attachments';
import { useSession } from '../../app/session-context';
import { problemWords } from '../../i18n/problem-words';
import type { AttachmentLine } from '../../protocol';
import { Notice } from '../../ui/Notice';
import { AttachmentsCard } from '../attachments/AttachmentsCard';

type ConsentFilesCardProps = {
  room: string;
  mayAdd: boolean;
  /** Told what is shown: what nobody has seen is not recorded as the scan. */
  onFiles?(files: readonly AttachmentLine[]): void;
};

/** 同意書の写し: the scan of the signed form. The city sees it; whoever proposed the person sees that it is there. */
export function ConsentFilesCard({ room, mayAdd, onFiles }: ConsentFilesCardProps) {
  const { t } = useTranslation();
  const isCity = useSession().session.role === 'city_moderator';
  const [files, setFiles] = useState<readonly AttachmentLine[]>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    try {
      const { attachments } = await readConsentFiles(room);
      setFiles(attachments);
      onFiles?.(attachments);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [room, t, onFiles]);

  useEffect(() => {
    void load();
  }, [load]);

  return (
    <>
      <div role="alert" className="empty:absolute">
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
