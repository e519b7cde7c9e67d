import { useTranslation } from 'react-i18next';
import type { CaseLine } from '../../protocol';
import { PeopleIcon } from '../../ui/icons';

/** 二人で行う: that one asks and another decides, and whose turn it is. */
export function TwoPeople({ line: { takes_two, state, decider, is_own } }: { line: CaseLine }) {
  const { t } = useTranslation();
  if (!takes_two) return null;
  const turn = t(is_own ? 'cases.turnOfAnother' : 'cases.turn', { role: t(`role.${decider}`) });
  return (
    <span className="inline-flex items-center gap-1 rounded-4 border border-solid-gray-600 bg-white px-1.5 py-0.5 text-[0.8125rem] leading-130">
      <PeopleIcon className="size-4" />
      {state === 'open' ? turn : t('cases.twoPeople')}
    </span>
  );
}
