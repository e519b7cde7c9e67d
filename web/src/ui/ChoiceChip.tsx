import type { ReactNode } from 'react';

type ChoiceChipProps = {
  name: string;
  value: string;
  chosen: boolean;
  onChoose(): void;
  /** How it looks when chosen. */
  chosenLook: string;
  children: ReactNode;
};

/** One of a few choices, as a chip. The radio button lies invisibly over it, 44 px tall, and takes clicks and focus. */
export function ChoiceChip({ name, value, chosen, onChoose, chosenLook, children }: ChoiceChipProps) {
  return (
    <label
      className={`relative inline-flex min-h-10 items-center gap-1 rounded-full border px-2.5 text-[0.9375rem] leading-130 whitespace-nowrap has-focus-visible:outline-4 has-focus-visible:outline-offset-2 has-focus-visible:outline-black has-focus-visible:ring-2 has-focus-visible:ring-yellow-300 sm:px-3.5 ${
        chosen
          ? `font-700 ${chosenLook}`
          : 'border-solid-gray-500 bg-white hover:border-black hover:bg-key-50'
      }`}
    >
      <input
        type="radio"
        name={name}
        value={value}
        checked={chosen}
        onChange={onChoose}
        className="absolute inset-x-0 -inset-y-0.5 z-1 m-0 size-auto cursor-pointer appearance-none opacity-0"
      />
      {children}
    </label>
  );
}
