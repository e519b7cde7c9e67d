import { useTranslation } from 'react-i18next';
import type { DisasterEventLine } from '../../protocol';
import { CheckIcon, ClockIcon, CloseIcon, ImportantIcon } from '../../ui/icons';
import { stateOf } from './event-state';

const LOOKS = {
  asked: { look: 'border-key-900 bg-white text-key-1000', Icon: ClockIcon },
  standing: { look: 'border-error-2 bg-white text-error-2', Icon: ImportantIcon },
  refused: { look: 'border-solid-gray-600 bg-solid-gray-50 text-ink', Icon: CloseIcon },
  ended: { look: 'border-solid-gray-600 bg-solid-gray-50 text-ink', Icon: CloseIcon },
  over: { look: 'border-solid-gray-600 bg-solid-gray-50 text-ink', Icon: CheckIcon },
} as const;

/** How an event stands: a word, a shape and a colour. */
export function EventMark({ event }: { event: DisasterEventLine }) {
  const { t } = useTranslation();
  const state = stateOf(event);
  const { look, Icon } = LOOKS[state];
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-4 border px-1.5 py-0.5 text-[0.8125rem] leading-130 whitespace-nowrap ${look}`}
    >
      <Icon className="size-4" />
      {t(`disaster.state.${state}`)}
    </span>
  );
}
