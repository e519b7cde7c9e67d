import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, paths } from '../../app/route';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { BackIcon } from '../../ui/icons';
import { useThreePanes } from '../../ui/media';
import { toCasesWords } from './back';
import { dateWords, holderWords, titleWords } from './CaseList';
import { CaseMark } from './CaseMark';
import CaseScreen from './CaseScreen';
import { chipOf, toQuery } from './filter';
import { useListKeys } from './list-keys';
import { TwoPeople } from './TwoPeople';
import { type Inbox, useInbox } from './use-inbox';

/**
 * A case, and on a wide screen the inbox beside it, so that whoever has decided one goes on with the next. The case is the same part of
 * the page in both, so that turning a tablet loses nothing that was typed.
 */
export default function CaseDesk({ id }: { id: string }) {
  const wide = useThreePanes();
  const inbox = useInbox(wide);
  return (
    <div
      className={
        wide
          ? 'grid h-full grid-cols-[16rem_minmax(0,1fr)] grid-rows-[minmax(0,1fr)] xl:grid-cols-[18rem_minmax(0,1fr)]'
          : 'contents'
      }
    >
      {wide && <ListPane inbox={inbox} current={id} />}
      <CaseScreen
        key={id}
        id={id}
        inbox={wide ? (inbox.cases ?? []) : undefined}
        changed={() => wide && void inbox.load()}
      />
    </div>
  );
}

function ListPane({ inbox: { cases, shown, filter }, current }: { inbox: Inbox; current: string }) {
  const { t } = useTranslation();
  const { role } = useSession().session;
  const list = useRef<HTMLUListElement>(null);
  useListKeys(list);
  const query = toQuery(filter);
  return (
    <nav
      aria-label={t('cases.list')}
      className="scroll-quiet flex min-h-0 flex-col overflow-y-auto border-r border-line bg-white"
    >
      <div className="px-4 pt-3 pb-1">
        <TextLink href={paths.cases + query}>
          <BackIcon className="size-5" />
          {toCasesWords(t, role)}
        </TextLink>
        <p className="text-[0.9375rem] leading-150 text-ink-soft">
          {t('city.withCount', { label: t(`cases.filters.${chipOf(filter)}`), total: shown.length })}
        </p>
      </div>
      {cases && shown.length === 0 && <p className="px-4 py-4 text-ink-soft">{t('cases.listEmpty')}</p>}
      <ul ref={list} className="grid">
        {shown.map((line) => {
          const isOpen = line.case === current;
          return (
            <li key={line.case} className="border-b border-line">
              <Link
                href={paths.case(line.case) + query}
                data-case
                aria-current={isOpen ? 'true' : undefined}
                className={`grid gap-1 border-l-4 px-3 py-2.5 -outline-offset-4 hover:bg-key-50 ${
                  isOpen ? 'border-l-key-900 bg-key-50' : 'border-l-transparent'
                }`}
              >
                <span className="text-[0.8125rem] leading-140 text-ink-soft">
                  {t(`caseKind.${line.kind}`)}
                </span>
                <span className="text-oln-16B-100 leading-140! text-key-900">{titleWords(t, line)}</span>
                <span className="flex flex-wrap gap-1">
                  <CaseMark kind={line.kind} state={line.state} overdue={line.is_overdue} />
                  <TwoPeople line={line} />
                </span>
                <span className="text-[0.8125rem] leading-140 text-ink-soft">
                  {`${dateWords(t, line)}・${holderWords(t, line)}`}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
