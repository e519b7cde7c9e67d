import { SearchIcon } from './icons';

type SearchFieldProps = { label: string; value: string; onChange(value: string): void };

/** Narrows a list while one types. The label is spoken and stands in the field until something is typed. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <label className="relative block">
      <span className="sr-only">{label}</span>
      <SearchIcon className="pointer-events-none absolute top-1/2 left-3 size-5 -translate-y-1/2 text-ink-soft" />
      <input
        type="search"
        value={value}
        placeholder={label}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        className="min-h-11 w-full rounded-8 border border-solid-gray-500 bg-white py-1.5 pr-3 pl-10 text-[1rem] placeholder:text-solid-gray-600 hover:border-black"
      />
    </label>
  );
}
