import { CheckIcon } from './icons';

type StepsProps = {
  label: string;
  steps: string[];
  /** Index of the step under way. */
  current: number;
  currentWord: string;
  doneWord: string;
};

/** Where one stands in a sequence: numbered, ticked when done, said in words. */
export function Steps({ label, steps, current, currentWord, doneWord }: StepsProps) {
  return (
    <ol aria-label={label} className="grid gap-4">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === current ? 'step' : undefined}
          className={`flex items-center gap-3 ${index === current ? 'font-700' : 'text-ink-soft'}`}
        >
          <span
            className={`grid size-9 shrink-0 place-items-center rounded-full border-2 ${
              index < current
                ? 'border-success-2 text-success-2'
                : index === current
                  ? 'border-key-900 bg-key-900 text-white'
                  : 'border-solid-gray-500'
            }`}
          >
            {index < current ? <CheckIcon className="size-5" /> : index + 1}
          </span>
          <span>
            {step}
            {index < current && <span className="ml-1 font-400">{doneWord}</span>}
            {index === current && <span className="ml-1 font-400">{currentWord}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
