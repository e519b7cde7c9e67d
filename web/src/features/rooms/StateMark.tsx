import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomState } from '../../protocol';
import { CheckIcon, ClockIcon, DocumentIcon, LockIcon } from '../../ui/icons';

const LOOKS: Record<RoomState, { look: string; icon: ReactNode }> = {
  awaiting_consent: {
    look: 'border-yellow-900 bg-yellow-50 text-yellow-1200',
    icon: <DocumentIcon className="size-4" />,
  },
  active: { look: 'border-success-2 bg-white text-green-900', icon: <CheckIcon className="size-4" /> },
  discontinued: {
    look: 'border-solid-gray-700 bg-solid-gray-700 text-white',
    icon: <LockIcon className="size-4" />,
  },
  permit_only: {
    look: 'border-warning-orange-1 bg-orange-50 text-ink',
    icon: <LockIcon className="size-4" />,
  },
  lapsed: {
    look: 'border-solid-gray-700 bg-white text-ink',
    icon: <ClockIcon className="size-4" />,
  },
  erased: {
    look: 'border-solid-gray-700 bg-white text-ink',
    icon: <LockIcon className="size-4" />,
  },
  ended: { look: 'border-solid-gray-600 bg-solid-gray-50 text-ink', icon: <ClockIcon className="size-4" /> },
};

/** The state of a room: a word, a shape and a colour. */
export function StateMark({ state }: { state: RoomState }) {
  const { t } = useTranslation();
  const { look, icon } = LOOKS[state];
  return (
    <span
      className={`inline-flex max-w-full items-center gap-1 rounded-4 border px-1.5 py-0.5 text-left text-[0.8125rem] leading-130 ${look}`}
    >
      {icon}
      {t(`state.${state}`)}
    </span>
  );
}
