import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';

type CodeFormProps = {
  code: string;
  error: string | undefined;
  working: boolean;
  change(code: string): void;
  submit(event: FormEvent): void;
};

/** For who types the code; who scans it does not see this. */
export function CodeForm({ code, error, working, change, submit }: CodeFormProps) {
  const { t } = useTranslation();
  return (
    <form onSubmit={submit} noValidate className="grid gap-6">
      <Field
        label={t('enrolment.code')}
        requiredWord={t('receipt.required')}
        hint={t('enrolment.codeHint')}
        error={error}
        value={code}
        onChange={(event) => change(event.target.value)}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
      />
      <Button type="submit" size="lg" busy={working} className="w-full sm:max-w-sm">
        {working ? t('signIn.working') : t('enrolment.checkCode')}
      </Button>
    </form>
  );
}
