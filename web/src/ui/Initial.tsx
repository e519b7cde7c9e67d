/** A disc with the first character of a name: a landmark for the eye beside the name itself. */
export function Initial({ name, own = false }: { name: string; own?: boolean }) {
  const [first = ''] = name;
  return (
    <span
      aria-hidden="true"
      className={`grid size-9 shrink-0 place-items-center rounded-full text-dns-16B-130 select-none ${
        own ? 'bg-key-900 text-white' : 'bg-key-100 text-key-1000'
      }`}
    >
      {first}
    </span>
  );
}
