import { useTranslation } from 'react-i18next';

const SYSTEMS = ['windows', 'mac', 'ios'] as const;
const STEPS = ['1', '2', '3'] as const;

/** 端末への取り込み方: how a certificate's file gets into each kind of device. */
export function ImportSteps() {
  const { t } = useTranslation();
  return (
    <div className="grid gap-2">
      <h3 className="text-std-17B-170">{t('enrolment.file.how')}</h3>
      {SYSTEMS.map((system) => (
        <details key={system} className="rounded-8 border border-line px-4 py-2">
          <summary className="flex min-h-11 cursor-pointer items-center text-std-17N-170 text-key-900 underline underline-offset-4">
            {t(`enrolment.file.systems.${system}`)}
          </summary>
          <ol className="grid list-decimal gap-2 pt-1 pb-2 pl-6 text-std-16N-170">
            {STEPS.map((step) => (
              <li key={step}>{t(`enrolment.file.steps.${system}.${step}`)}</li>
            ))}
          </ol>
        </details>
      ))}
    </div>
  );
}
