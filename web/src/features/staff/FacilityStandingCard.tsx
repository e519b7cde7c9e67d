import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { restoreFacility, suspendFacility } from '../../api/cases';
import { ProblemError } from '../../api/request';
import { problemWords } from '../../i18n/problem-words';
import type { FacilityLine, Grounds } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';

/** Of a facility nothing is lost: the other grounds are those of IDs and devices too. */
const GROUNDS: readonly Grounds[] = ['leaked', 'unauthorised_access', 'prohibited_act', 'other'];

type FacilityStandingCardProps = { facility: FacilityLine; onChanged(): Promise<void> };

/** 一時停止 of a facility, and its lifting: the city's. */
export function FacilityStandingCard({ facility, onChanged }: FacilityStandingCardProps) {
  const { t } = useTranslation();
  const name = useId();
  const [asking, setAsking] = useState(false);
  const [grounds, setGrounds] = useState<Grounds>();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const suspended = facility.standing === 'suspended';

  const decide = async () => {
    if (!suspended && !grounds) return setProblem(t('facility.groundsEmpty'));
    setWorking(true);
    setProblem(undefined);
    try {
      if (grounds && !suspended) await suspendFacility(facility.facility, facility.version, grounds);
      else await restoreFacility(facility.facility, facility.version);
      setAsking(false);
      await onChanged();
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'validation') setProblem(t('facility.own'));
      else setProblem(problemWords(t, error));
      if (error instanceof ProblemError && error.problem.code === 'stale') await onChanged();
    }
    setWorking(false);
  };

  const title = t(suspended ? 'facility.restore' : 'facility.suspend');
  return (
    <Card title={t('facility.standing')}>
      <p className="text-std-16N-170">{t(suspended ? 'facility.isSuspended' : 'facility.suspendLead')}</p>
      <Button
        look="outline"
        aria-haspopup="dialog"
        onClick={() => {
          setProblem(undefined);
          setAsking(true);
        }}
        className={`justify-self-start ${suspended ? '' : 'border-error-2! text-error-2! hover:bg-red-50!'}`}
      >
        {title}
      </Button>
      {asking && (
        <Dialog title={title} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-18B-160">{facility.name}</p>
            <p className="text-std-17N-170">
              {t(suspended ? 'facility.restoreText' : 'facility.suspendText', { staff: facility.staff })}
            </p>
            {!suspended && (
              <fieldset className="flex flex-wrap gap-2">
                <legend className="pb-2 text-std-17B-170">{t('facility.grounds')}</legend>
                {GROUNDS.map((one) => (
                  <ChoiceChip
                    key={one}
                    name={name}
                    value={one}
                    chosen={one === grounds}
                    onChoose={() => {
                      setGrounds(one);
                      setProblem(undefined);
                    }}
                    chosenLook="border-key-900 bg-key-900 text-white"
                  >
                    {t(`grounds.${one}`)}
                  </ChoiceChip>
                ))}
              </fieldset>
            )}
            <div role="alert" className="empty:-mt-4">
              {problem && <Notice tone="error">{problem}</Notice>}
            </div>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button look={suspended ? 'solid' : 'danger'} busy={working} onClick={() => void decide()}>
              {title}
            </Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
