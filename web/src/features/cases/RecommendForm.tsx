import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityAccounts } from '../../api/losses';
import { useKeptDraft } from '../../app/kept-drafts';
import { problemWords } from '../../i18n/problem-words';
import type {
  CityAccount,
  ExceptionalUseApplicationBody,
  ExceptionalUseApplicationCase,
  ReasonTemplates,
  Verdict,
} from '../../protocol';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { PeopleField } from '../exceptional-use/PeopleField';
import { UntilField } from '../exceptional-use/UntilField';
import { PurposeField } from '../exceptional-use/UseWords';
import { bodyOf, faultsOf, formOf, type UseFault, type UseForm } from '../exceptional-use/use-form';
import { WhyCard } from '../exceptional-use/WhyCard';
import { DecisionForm } from './DecisionForm';

/** How the draft of what is recommended is called. */
export const permitDraftOf = (id: string) => `permit ${id}`;

type RecommendFormProps = {
  id: string;
  of: string;
  applied: ExceptionalUseApplicationCase;
  templates: ReasonTemplates;
  decide(verdict: Verdict, reason: string, permit?: ExceptionalUseApplicationBody): Promise<boolean>;
};

/** 推薦: what the approver is asked for begins as it was applied for; the moderator may say more, and name others. */
export function RecommendForm({ id, of, applied, templates, decide }: RecommendFormProps) {
  const { t } = useTranslation();
  const { draft: form, write } = useKeptDraft<UseForm>(permitDraftOf(id), () => formOf(applied));
  const [accounts, setAccounts] = useState<CityAccount[]>([]);
  const [problem, setProblem] = useState<string>();
  const [complains, setComplains] = useState(false);
  const faults = faultsOf(form, new Date());
  const fault = (field: UseFault) =>
    complains && faults.has(field) ? t(`exceptionalUse.fault.${field}`) : undefined;

  useEffect(() => {
    readCityAccounts().then(
      (found) => setAccounts(found.accounts),
      (error: unknown) => setProblem(problemWords(t, error)),
    );
  }, [t]);

  return (
    <DecisionForm
      of={of}
      words="useApplication"
      templates={templates}
      onAccept={
        <div className="grid gap-5">
          <p className="text-std-16N-170">{t('useApplicationCase.permitLead')}</p>
          {problem && <Notice tone="error">{problem}</Notice>}
          <WhyCard form={form} fault={fault} onChange={write} />
          <Card title={t('exceptionalUse.what')}>
            <PurposeField
              hint={t('exceptionalUse.purposeHint')}
              value={form.purpose}
              error={fault('purpose')}
              onChange={(purpose) => write({ purpose })}
            />
            <PeopleField
              accounts={accounts}
              chosen={form.people}
              error={fault('people')}
              onChange={(people) => write({ people })}
            />
            {applied.state === 'awaiting_consent' && (
              <p className="text-std-16N-170 text-ink-soft">{t('exceptionalUse.othersLeave')}</p>
            )}
            <UntilField value={form.until} error={fault('until')} onChange={(until) => write({ until })} />
          </Card>
        </div>
      }
      mayAccept={() => {
        setComplains(faults.size > 0);
        return faults.size === 0;
      }}
      decide={(verdict, reason) =>
        decide(verdict, reason, verdict === 'accepted' && form.ground ? bodyOf(form, form.ground) : undefined)
      }
    />
  );
}
