import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomState, WithdrawalGround } from '../../protocol';
import { FieldError } from '../../ui/Field';

/** Whoever asks is never refused; a proposal is dropped while it is one. */
export function groundsIn(state: RoomState): WithdrawalGround[] {
  const asked: WithdrawalGround[] = ['asked_by_person', 'asked_by_proxy'];
  return state === 'awaiting_consent' ? [...asked, 'proposal_dropped'] : asked;
}

type GroundChoiceProps = {
  state: RoomState;
  value: WithdrawalGround | undefined;
  error: string | undefined;
  onChange(value: WithdrawalGround): void;
};

/** On whose request support is discontinued. It stands on the certificate, so nothing is chosen beforehand. */
export function GroundChoice({ state, value, error, onChange }: GroundChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <fieldset className="grid gap-1" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="pb-1 text-std-17B-170">
        {t('discontinuation.ground')}
        <span className="ml-2 text-std-16N-170 text-error-2">{t('receipt.required')}</span>
      </legend>
      {groundsIn(state).map((ground) => (
        <label key={ground} className="flex min-h-11 items-center gap-3 text-std-16N-170">
          <input
            type="radio"
            name="ground"
            value={ground}
            required
            checked={value === ground}
            aria-invalid={error ? true : undefined}
            onChange={() => onChange(ground)}
            className="size-6 shrink-0 accent-key-900"
          />
          {t(`discontinuation.grounds.${ground}`)}
        </label>
      ))}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}
