import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { AuditLine } from '../../protocol';
import { ImportantIcon } from '../../ui/icons';
import { factsOf, sentenceOf, whoOf } from './sentence';

/** What one should look at twice. */
const STRANGE = [
  'refused',
  'sign_in_refused',
  'step_up_refused',
  'strangers_refused',
  'foreign_key_presented',
];

/** One event: when, who, what; and, for whoever wants it, what the log holds of it beside that. */
export function AuditItem({ line }: { line: AuditLine }) {
  const { t } = useTranslation();
  const isStrange = STRANGE.includes(line.event);
  const facts = factsOf(t, line);
  const held = [
    [t('audit.number'), String(line.n)],
    [t('audit.word'), line.event],
    [t('audit.code'), line.detail],
    [t('audit.request'), line.request],
  ].filter((fact): fact is [string, string] => Boolean(fact[1]));
  return (
    <li className="grid gap-1 py-3 sm:grid-cols-[10.5rem_minmax(0,1fr)] sm:gap-4">
      <time dateTime={line.at} className="text-[0.9375rem] leading-150 text-ink-soft">
        {formatMoment(line.at)}
      </time>
      <div className="grid min-w-0 gap-0.5">
        <p className="font-700 leading-150">{whoOf(t, line)}</p>
        <p className={`leading-150 ${isStrange ? 'text-error-2' : ''}`}>
          {isStrange && <ImportantIcon className="mr-1 inline size-5 align-text-bottom" />}
          {sentenceOf(t, line)}
        </p>
        {facts.length > 0 && <p className="text-[0.9375rem] leading-150 text-ink-soft">{facts.join('・')}</p>}
        <details className="text-[0.9375rem] leading-150 text-ink-soft">
          <summary className="inline-flex min-h-11 cursor-pointer items-center underline underline-offset-4 sm:min-h-8">
            {t('audit.details')}
          </summary>
          <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1 pb-1">
            {held.map(([name, value]) => (
              <div key={name} className="contents">
                <dt>{name}</dt>
                <dd className="font-mono break-all">{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </li>
  );
}
