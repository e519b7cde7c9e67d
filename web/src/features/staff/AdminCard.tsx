import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { appointAdmin } from '../../api/staff';
import type { StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';

type AdminCardProps = {
  facility: string;
  line: StaffLine;
  onDone(text: string): void;
  /** What to say here; undefined when it is said elsewhere. */
  failed(error: unknown): string | undefined;
};

/** 施設管理者の指定: the city says who looks after a facility's staff. */
export function AdminCard({ facility, line, onDone, failed }: AdminCardProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const is = line.role === 'facility_admin' ? 'dismiss' : 'appoint';

  const confirm = async () => {
    setWorking(true);
    setProblem(undefined);
    try {
      await appointAdmin(facility, line.account, line.version, is === 'appoint');
      setAsking(false);
      onDone(t(`admin.${is}.done`, { name: line.name }));
    } catch (error) {
      const told = failed(error);
      setProblem(told);
      setAsking(told !== undefined);
    }
    setWorking(false);
  };

  return (
    <Card title={t('role.facility_admin')}>
      <p className="text-std-16N-170">{t(`admin.${is}.lead`)}</p>
      <Button
        look="outline"
        aria-haspopup="dialog"
        onClick={() => setAsking(true)}
        className="justify-self-start"
      >
        {t(`admin.${is}.act`)}
      </Button>
      {asking && (
        <Dialog title={t(`admin.${is}.act`)} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-18B-160">{line.name}</p>
            <p className="text-std-17N-170">{t(`admin.${is}.text`)}</p>
            <div role="alert" className="empty:absolute">
              {problem && <Notice tone="error">{problem}</Notice>}
            </div>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button busy={working} onClick={() => void confirm()}>
              {t(`admin.${is}.yes`)}
            </Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
