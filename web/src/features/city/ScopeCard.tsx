import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFacilities } from '../../api/staff';
import { problemWords } from '../../i18n/problem-words';
import type { ConsentScope, FacilityLine } from '../../protocol';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { ScopeTerms } from './ScopeTerms';

/** Beside the team: whom the consent reaches, for the city, which also knows whom the person refused. */
export function ScopeCard({ scope }: { scope: ConsentScope }) {
  const { t } = useTranslation();
  const [facilities, setFacilities] = useState<readonly FacilityLine[]>([]);
  const [problem, setProblem] = useState<string>();
  const refuses = scope.refused_facilities.length > 0;

  useEffect(() => {
    if (!refuses) return;
    readFacilities().then(
      (found) => setFacilities(found.facilities),
      (error: unknown) => setProblem(problemWords(t, error)),
    );
  }, [refuses, t]);

  const names = facilities.filter(({ facility }) => scope.refused_facilities.includes(facility));
  return (
    <Card title={t('scope.title')}>
      {problem && <Notice tone="error">{problem}</Notice>}
      <Terms>
        <ScopeTerms scope={scope} />
        {refuses && <Term name={t('scope.refused')}>{names.map(({ name }) => name).join('、')}</Term>}
      </Terms>
    </Card>
  );
}
