import { useId } from 'react';
import { buttonClass } from './Button';

type FileFieldProps = {
  label: string;
  accept: string;
  chooseWord: string;
  /** What is chosen, said by whoever shows this: the browser's own words would say that there is nothing. */
  chosen: string | undefined;
  disabled: boolean;
  onChoose(file: File): void;
};

/** One file. The same one can be chosen again: it may have been corrected meanwhile, under the same name. */
export function FileField({ label, accept, chooseWord, chosen, disabled, onChoose }: FileFieldProps) {
  const id = useId();
  return (
    <div className="relative grid gap-1.5">
      <span id={`${id}-label`} className="text-std-17B-170">
        {label}
      </span>
      <input
        id={id}
        type="file"
        accept={accept}
        aria-labelledby={`${id}-label ${id}-choose`}
        aria-describedby={chosen ? `${id}-chosen` : undefined}
        disabled={disabled}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = '';
          if (file) onChoose(file);
        }}
        className="peer sr-only"
      />
      <label
        id={`${id}-choose`}
        htmlFor={id}
        className={`${buttonClass('outline', 'md', disabled)} cursor-pointer justify-self-start peer-focus-visible:outline-4 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-black`}
      >
        {chooseWord}
      </label>
      {chosen && (
        <bdi id={`${id}-chosen`} className="break-all text-std-16N-170 text-ink-soft">
          {chosen}
        </bdi>
      )}
    </div>
  );
}
