import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/Card';
import { FieldError } from '../../ui/Field';
import { TextArea } from '../../ui/TextArea';
import { CircumstancesField } from './UseWords';
import { asksKin, asksWhy, GROUNDS, KIN, type UseFault, type UseForm, WORDS } from './use-form';

type WhyCardProps = {
  form: UseForm;
  fault(field: UseFault): string | undefined;
  onChange(change: Partial<UseForm>): void;
};

/** Why a room is used without consent: the ground, and what the article asks for on that ground. */
export function WhyCard({ form, fault, onChange }: WhyCardProps) {
  const { t } = useTranslation();
  const id = useId();
  const required = t('receipt.required');
  const { ground } = form;
  return (
    <Card title={t('exceptionalUse.why')}>
      <fieldset className="grid gap-1" aria-describedby={fault('ground') ? `${id}-ground` : undefined}>
        <legend className="pb-1 text-std-17B-170">
          {t('exceptionalUse.ground')}
          <span className="ml-2 text-std-16N-170 text-error-2">{required}</span>
        </legend>
        {GROUNDS.map((one) => (
          <label key={one} className="flex min-h-11 items-center gap-3 text-std-16N-170">
            <input
              type="radio"
              name="ground"
              value={one}
              required
              checked={ground === one}
              aria-invalid={fault('ground') ? true : undefined}
              onChange={() => onChange({ ground: one })}
              className="size-6 shrink-0 accent-key-900"
            />
            {t(`exceptionalUse.groundLong.${one}`)}
          </label>
        ))}
        {fault('ground') && <FieldError id={`${id}-ground`}>{fault('ground')}</FieldError>}
      </fieldset>
      <CircumstancesField
        hint={t(`exceptionalUse.circumstancesHint.${ground ?? 'any'}`, { longest: WORDS })}
        value={form.circumstances}
        error={fault('circumstances')}
        onChange={(circumstances) => onChange({ circumstances })}
      />
      {asksKin(ground) && (
        <fieldset className="grid gap-1" aria-describedby={fault('kin') ? `${id}-kin` : undefined}>
          <legend className="pb-1 text-std-17B-170">
            {t('exceptionalUse.kin')}
            <span className="ml-2 text-std-16N-170 text-error-2">{required}</span>
          </legend>
          {KIN.map((one) => (
            <label key={one} className="flex min-h-11 items-center gap-3 text-std-16N-170">
              <input
                type="radio"
                name="kin"
                value={one}
                required
                checked={form.kin === one}
                onChange={() => onChange({ kin: one })}
                className="size-6 shrink-0 accent-key-900"
              />
              {t(`exceptionalUse.kinOf.${one}`)}
            </label>
          ))}
          {fault('kin') && <FieldError id={`${id}-kin`}>{fault('kin')}</FieldError>}
        </fieldset>
      )}
      {asksWhy(ground) && (
        <TextArea
          name="why_no_consent"
          label={t('exceptionalUse.whyNoConsent')}
          requiredWord={required}
          rows={3}
          value={form.whyNoConsent}
          error={fault('why_no_consent')}
          onChange={(event) => onChange({ whyNoConsent: event.target.value })}
        />
      )}
    </Card>
  );
}
