import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOver, NewLoginIdBody, NewLoginIdGround, StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Dialog } from '../../ui/Dialog';
import { FieldError } from '../../ui/Field';
import { Notice } from '../../ui/Notice';
import { HandOverChoice } from './HandOverChoice';

/** Of an ID that works. One that was disqualified has but one: the city admits its person again. */
const GROUNDS = ['unknown', 'lost', 'seen'] as const;

type LoginIdDialogProps = {
  line: StaffLine;
  onClose(): void;
  replace(body: NewLoginIdBody): Promise<string | undefined>;
};

/** Says what ends and what goes on before either happens. Why stands in the history, so nothing is chosen beforehand. */
export function LoginIdDialog({ line, onClose, replace }: LoginIdDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const again = line.disqualification !== null;
  const [ground, setGround] = useState<NewLoginIdGround | undefined>(again ? 'readmitted' : undefined);
  const [by, setBy] = useState<HandOver>('sheet');
  const [vouched, setVouched] = useState(false);
  const [tried, setTried] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const noGround = tried && !ground;
  // A printed code is dead until it was handed over to someone who was recognised then.
  const mustVouch = by === 'screen' && !vouched;

  const confirm = async () => {
    setTried(true);
    if (!ground || mustVouch) return;
    setWorking(true);
    setProblem(await replace({ version: line.version, ground, hand_over: by }));
    setWorking(false);
  };

  return (
    <Dialog title={t(again ? 'loginId.again' : 'loginId.act')} onClose={onClose}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-18B-160">
          {line.name}
          <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">{line.login_id}</span>
        </p>
        {again ? <p className="text-std-17N-170">{t('loginId.againText')}</p> : <Ends rooms={line.rooms} />}
        {!again && (
          <fieldset className="grid gap-1" aria-describedby={noGround ? `${id}-error` : undefined}>
            <legend className="pb-1 text-std-17B-170">
              {t('loginId.ground')}
              <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
            </legend>
            {GROUNDS.map((one) => (
              <label key={one} className="flex min-h-11 items-center gap-3 text-std-16N-170">
                <input
                  type="radio"
                  name={id}
                  value={one}
                  required
                  checked={ground === one}
                  aria-invalid={noGround ? true : undefined}
                  onChange={() => setGround(one)}
                  className="size-6 shrink-0 accent-key-900"
                />
                {t(`loginId.groundChoice.${one}`)}
              </label>
            ))}
            {noGround && <FieldError id={`${id}-error`}>{t('loginId.noGround')}</FieldError>}
          </fieldset>
        )}
        <HandOverChoice value={by} onChange={setBy} />
        {by === 'screen' && (
          <Checkbox
            name="vouched"
            label={t('loss.vouched')}
            checked={vouched}
            error={tried && mustVouch ? t('loss.vouchedWrong') : undefined}
            onChange={setVouched}
          />
        )}
        <div role="alert" className="empty:absolute">
          {problem && <Notice tone="error">{problem}</Notice>}
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" data-first onClick={onClose}>
          {t('city.confirmNo')}
        </Button>
        <Button look={again ? 'solid' : 'danger'} busy={working} onClick={() => void confirm()}>
          {t(again ? 'loginId.againYes' : 'loginId.yes')}
        </Button>
      </div>
    </Dialog>
  );
}

function Ends({ rooms }: { rooms: number }) {
  const { t } = useTranslation();
  return (
    <>
      <ul className="grid list-disc gap-1 pl-6 text-std-17N-170">
        <li>{t('loginId.ends1')}</li>
        <li>{t('loginId.ends2')}</li>
        <li>{t('loginId.stays', { rooms })}</li>
      </ul>
      <p className="text-std-17B-170 text-error-2">{t('city.confirmFinal')}</p>
    </>
  );
}
