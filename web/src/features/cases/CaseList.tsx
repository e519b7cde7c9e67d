import type { TFunction } from 'i18next';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { formatDate, formatMoment } from '../../i18n/dates';
import type { CaseLine } from '../../protocol';
import { Term, Terms } from '../../ui/Terms';
import { CaseMark } from './CaseMark';
import { isOpen } from './filter';
import { useListKeys } from './list-keys';
import { TwoPeople } from './TwoPeople';

type CaseListProps = {
  cases: readonly CaseLine[];
  /** How the inbox is looked at: whoever comes back finds it so. */
  query: string;
};

const LINK =
  'inline-flex min-h-11 items-center text-std-17B-170 leading-140 text-key-900 underline underline-offset-4 hover:decoration-2';

/** Who works on it. */
export function holderWords(t: TFunction, line: CaseLine): string {
  if (line.is_mine) return t('cases.mine');
  return line.claimed_by ?? t('cases.nobody');
}

/** Until when it is to be decided, or when it was. */
export function dateWords(t: TFunction, line: CaseLine): string {
  if (line.decided_at && !isOpen(line)) return t('cases.decidedOn', { at: formatMoment(line.decided_at) });
  return t('cases.dueOn', { due: formatDate(line.due) });
}

const OF_ROOMS: ReadonlySet<CaseLine['kind']> = new Set([
  'erasure',
  'entry_erasure_request',
  'entry_erasure',
  'exceptional_use_application',
  'exceptional_use',
  'exceptional_use_review',
  'residence_review',
  'own_consent',
  'disclosure_request',
]);

/** Whom a case is of: of a room that was erased since nobody knows it. */
export function titleWords(t: TFunction, { kind, title }: CaseLine): string {
  return title === '' && OF_ROOMS.has(kind) ? t('rooms.erased') : title;
}

export function CaseCards({ cases, query }: CaseListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  useListKeys(list);
  return (
    <ul ref={list} aria-label={t('cases.title')} className="grid gap-3">
      {cases.map((line) => (
        <li key={line.case} className="grid gap-2 rounded-12 border border-line bg-white p-4 shadow-sheet">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="text-[0.875rem] leading-140 text-ink-soft">{t(`caseKind.${line.kind}`)}</span>
            <span className="flex flex-wrap gap-1">
              <CaseMark kind={line.kind} state={line.state} overdue={line.is_overdue} />
              <TwoPeople line={line} />
            </span>
          </div>
          <h2>
            <Link href={paths.case(line.case) + query} data-case className={LINK}>
              {titleWords(t, line)}
            </Link>
          </h2>
          <Terms>
            <Term name={t('cases.openedAt')}>{formatMoment(line.opened_at)}</Term>
            <Term name={t(isOpen(line) ? 'cases.due' : 'cases.decidedAt')}>{dateWords(t, line)}</Term>
            <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>
          </Terms>
        </li>
      ))}
    </ul>
  );
}

export function CaseTable({ cases, query }: CaseListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLTableSectionElement>(null);
  useListKeys(list);
  const heads = [
    t('cases.of'),
    t('cases.kind'),
    t('cases.state'),
    t('cases.openedAt'),
    t('cases.dueOrDecided'),
    t('cases.holder'),
  ];
  const cell = 'px-4 py-2.5 text-[0.9375rem] leading-150';
  return (
    <div className="overflow-hidden rounded-12 border border-line bg-white shadow-sheet">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{t('cases.title')}</caption>
        <thead>
          <tr className="border-b border-solid-gray-500 bg-paper">
            {heads.map((head) => (
              <th key={head} scope="col" className="px-4 py-2.5 text-dns-14B-130 whitespace-nowrap">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={list}>
          {cases.map((line) => (
            <tr
              key={line.case}
              className="border-b border-line align-middle last:border-b-0 hover:bg-key-50/50"
            >
              <th scope="row" className="px-4 py-1.5 font-400">
                <Link href={paths.case(line.case) + query} data-case className={`${LINK} w-max max-w-60`}>
                  {titleWords(t, line)}
                </Link>
              </th>
              <td className={cell}>{t(`caseKind.${line.kind}`)}</td>
              <td className={cell}>
                <span className="flex flex-wrap gap-1">
                  <CaseMark kind={line.kind} state={line.state} overdue={line.is_overdue} />
                  <TwoPeople line={line} />
                </span>
              </td>
              <td className={`${cell} whitespace-nowrap`}>{formatMoment(line.opened_at)}</td>
              <td className={`${cell} whitespace-nowrap`}>{dateWords(t, line)}</td>
              <td className={`${cell} min-w-24`}>{holderWords(t, line)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
