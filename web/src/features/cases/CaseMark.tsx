import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseKind, CaseState } from '../../protocol';
import { CheckIcon, ClockIcon, CloseIcon, ImportantIcon } from '../../ui/icons';
import { doorWords, ownWords } from './kind';

type Look = { look: string; icon: ReactNode };

const LOOKS: Record<CaseState, Look> = {
  open: { look: 'border-key-900 bg-white text-key-1000', icon: <ClockIcon className="size-4" /> },
  accepted: { look: 'border-success-2 bg-white text-green-900', icon: <CheckIcon className="size-4" /> },
  refused: {
    look: 'border-solid-gray-600 bg-solid-gray-50 text-ink',
    icon: <CloseIcon className="size-4" />,
  },
};

const OVERDUE: Look = {
  look: 'border-error-2 bg-white text-error-2',
  icon: <ImportantIcon className="size-4" />,
};

function Mark({ look, icon, children }: Look & { children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-4 border px-1.5 py-0.5 text-[0.8125rem] leading-130 whitespace-nowrap ${look}`}
    >
      {icon}
      {children}
    </span>
  );
}

/** What was decided about a way in closes a door, or opens it. */
const DOOR_LOOKS: Record<CaseState, Look> = { ...LOOKS, accepted: LOOKS.refused, refused: LOOKS.accepted };

type CaseMarkProps = { kind: CaseKind; state: CaseState; overdue?: boolean };

/** How a case stands: a word, a shape and a colour. */
export function CaseMark({ kind, state, overdue = false }: CaseMarkProps) {
  const { t } = useTranslation();
  const door = doorWords(kind);
  const own = ownWords(kind);
  const mark = door ? DOOR_LOOKS[state] : LOOKS[state];
  return (
    <span className="inline-flex flex-wrap gap-1">
      <Mark {...mark}>{t(own ? `${own}.state.${state}` : `caseState.${state}`)}</Mark>
      {overdue && <Mark {...OVERDUE}>{t('cases.overdue')}</Mark>}
    </span>
  );
}
