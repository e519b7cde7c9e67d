import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Priority } from '../../protocol';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { ImportantIcon, UrgentIcon } from '../../ui/icons';

const PRIORITIES: Priority[] = ['normal', 'important', 'urgent'];

const CHOSEN: Record<Priority, string> = {
  normal: 'border-key-900 bg-key-50 text-key-1000',
  important: 'border-orange-900 bg-orange-50 text-orange-1000',
  urgent: 'border-error-2 bg-error-2 text-white',
};

export function PriorityChoice({ value, onChange }: { value: Priority; onChange(value: Priority): void }) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className="flex gap-1">
      <legend className="sr-only">{t('priority.label')}</legend>
      {PRIORITIES.map((priority) => (
        <ChoiceChip
          key={priority}
          name={name}
          value={priority}
          chosen={priority === value}
          onChoose={() => onChange(priority)}
          chosenLook={CHOSEN[priority]}
        >
          {priority === 'important' && <ImportantIcon className="size-4" />}
          {priority === 'urgent' && <UrgentIcon className="size-4" />}
          {t(`priority.${priority}`)}
        </ChoiceChip>
      ))}
    </fieldset>
  );
}
