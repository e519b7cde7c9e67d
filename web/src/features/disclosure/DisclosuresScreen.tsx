import { useTranslation } from 'react-i18next';
import { readDisclosures } from '../../api/disclosures';
import { Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { useLoaded } from '../../app/use-loaded';
import { Waiting } from '../../app/Waiting';
import { formatDate, formatFiscalYear } from '../../i18n/dates';
import type { DisclosureHead } from '../../protocol';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { AskCard } from './AskCard';

/** 開示請求: those about a room, and a new one. */
export default function DisclosuresScreen({ room }: { room: string }) {
  const { t } = useTranslation();
  const { found, problem } = useLoaded(readDisclosures, room);

  if (!found && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-2xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.city}>
        <BackIcon className="size-5" />
        {t('team.back')}
      </TextLink>
      <div className="grid gap-1">
        <ScreenTitle screen={t('disclosure.title')} className="text-std-28B-150" />
        {found && (
          <p className="text-std-17N-170">{t('receipt.for', { name: found.label, kana: found.kana })}</p>
        )}
        <p className="text-ink-soft">{t('disclosure.lead')}</p>
      </div>
      <LiveRegion>{problem && <Notice tone="error">{problem}</Notice>}</LiveRegion>
      {found && (
        <>
          <Card title={t('disclosure.made')}>
            {found.disclosures.length === 0 && <p className="text-ink-soft">{t('disclosure.noneMade')}</p>}
            {found.disclosures.length > 0 && (
              <ul className="grid gap-2">
                {found.disclosures.map((head) => (
                  <li key={head.request}>
                    <Line head={head} />
                  </li>
                ))}
              </ul>
            )}
          </Card>
          <AskCard room={room} />
        </>
      )}
    </div>
  );
}

function Line({ head }: { head: DisclosureHead }) {
  const { t } = useTranslation();
  return (
    <Link
      href={paths.disclosure(head.request)}
      className="grid min-h-12 gap-0.5 rounded-12 border border-line p-3 hover:bg-key-50"
    >
      <span className="text-std-17B-170 leading-150 text-key-900 underline underline-offset-4">
        {t(`disclosure.state.${head.state}`)}
      </span>
      <span className="text-[0.9375rem] leading-150">
        {head.number !== null && head.fiscal_year !== null
          ? t('disclosure.number', { year: formatFiscalYear(head.fiscal_year), number: head.number })
          : t('disclosure.dueOn', { due: formatDate(head.due) })}
      </span>
    </Link>
  );
}
