import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/request';
import { readFacilities, transferStaff } from '../../api/staff';
import { navigate, paths } from '../../app/route';
import { problemWords } from '../../i18n/problem-words';
import type { FacilityLine, StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { SelectField } from '../../ui/SelectField';
import { leaveOutcome } from '../city/outcome';

type TransferCardProps = { facility: string; line: StaffLine; onStale(): void };

/** 異動: the city moves someone to another facility, in one step. */
export function TransferCard({ facility, line, onStale }: TransferCardProps) {
  const { t } = useTranslation();
  const [others, setOthers] = useState<readonly FacilityLine[]>([]);
  const [to, setTo] = useState('');
  const [wrong, setWrong] = useState(false);
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const target = others.find((one) => one.facility === to);

  useEffect(() => {
    readFacilities().then(
      ({ facilities }) =>
        setOthers(facilities.filter((one) => one.facility !== facility && one.standing === 'active')),
      (error: unknown) => setProblem(problemWords(t, error)),
    );
  }, [facility, t]);

  const move = async () => {
    if (!target) return;
    setWorking(true);
    setProblem(undefined);
    try {
      const done = await transferStaff(facility, line.account, line.version, target.facility);
      leaveOutcome([t('transfer.done', { name: line.name, to: done.name, rooms: done.rooms })]);
      navigate(paths.facility(done.facility));
    } catch (error) {
      setWorking(false);
      const { code, field } = error instanceof ProblemError ? error.problem : {};
      if (code === 'stale') {
        setAsking(false);
        onStale();
      } else setProblem(field === 'to' ? t('transfer.toWrong') : problemWords(t, error));
    }
  };

  const ends = [
    t('transfer.ends1'),
    t('transfer.ends2', { rooms: line.rooms }),
    t('transfer.ends3'),
    ...(line.role === 'facility_admin' ? [t('transfer.ends4')] : []),
  ];
  return (
    <Card title={t('transfer.title')}>
      <p className="text-std-16N-170">{t('transfer.lead')}</p>
      <SelectField
        name="to"
        label={t('transfer.to')}
        requiredWord={t('receipt.required')}
        blank={t('transfer.none')}
        options={others.map((one) => ({ value: one.facility, label: one.name }))}
        value={to}
        error={wrong ? t('transfer.toWrong') : undefined}
        onChange={(value) => {
          setTo(value);
          setWrong(false);
        }}
      />
      <div role="alert" className="empty:absolute">
        {problem && !asking && <Notice tone="error">{problem}</Notice>}
      </div>
      <Button
        look="outline"
        aria-haspopup="dialog"
        onClick={() => {
          setProblem(undefined);
          setWrong(!target);
          setAsking(target !== undefined);
        }}
        className="justify-self-start"
      >
        {t('transfer.title')}
      </Button>
      {asking && target && (
        <Dialog title={t('transfer.title')} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-18B-160">{line.name}</p>
            <p className="text-std-17N-170">{t('transfer.text', { to: target.name })}</p>
            <ul className="grid list-disc gap-1 pl-6 text-std-17N-170">
              {ends.map((end) => (
                <li key={end}>{end}</li>
              ))}
            </ul>
            <p className="text-std-16N-170">{t('transfer.next')}</p>
            <div role="alert" className="empty:absolute">
              {problem && <Notice tone="error">{problem}</Notice>}
            </div>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button look="danger" busy={working} onClick={() => void move()}>
              {t('transfer.yes')}
            </Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
