import { useTranslation } from 'react-i18next';
import type { CaseLine } from '../../protocol';
import { PeopleIcon } from '../../ui/icons';
import { isOpen } from './filter';

/** 二人で行う: that one asks and another decides, and whose turn it is. */
export function TwoPeople({ line }: { line: CaseLine }) {
  const { t } = useTranslation();
  const { takes_two, release_turn, decider, is_own } = line;
  if (!takes_two) return null;
  const turn = t(is_own ? 'cases.turnOfAnother' : 'cases.turn', {
    role: t(`role.${release_turn ?? decider}`),
  });
  return (
    <span className="inline-flex items-center gap-1 rounded-4 border border-solid-gray-600 bg-white px-1.5 py-0.5 text-[0.8125rem] leading-130">
      <PeopleIcon className="size-4" />
      {isOpen(line) ? turn : t('cases.twoPeople')}
    </span>
  );
}
