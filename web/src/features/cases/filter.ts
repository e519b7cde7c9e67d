import type { CaseFilter, CaseKind, CaseLine, CaseShow } from '../../protocol';

/** What the inbox can be narrowed to at once. `overdue` is a choice of its own here: it is the one that is made most. */
export const FILTERS = [
  'open',
  'to_decide',
  'mine',
  'unclaimed',
  'others',
  'overdue',
  'decided',
] as const satisfies readonly (CaseShow | 'overdue')[];

export type Filter = (typeof FILTERS)[number];

export const SHOWN_FIRST: CaseFilter = { show: 'open', kinds: [], overdue: false, facility: null };

/** Whether something is left to be done: also where a room is unsealed, and one of the two has to go on. */
export const isOpen = ({ state, release_turn }: CaseLine): boolean =>
  state === 'open' || release_turn !== undefined;

/** Whether something that was open is no more: it stands with what was decided, and may not be the only one. */
export function isDecidedSince(known: readonly CaseLine[], open: readonly CaseLine[]): boolean {
  const now = new Set(open.map((line) => line.case));
  return known.some((line) => isOpen(line) && !now.has(line.case));
}

/** What is open now, with what was known to be decided. */
export function withOpen(known: readonly CaseLine[], open: readonly CaseLine[]): CaseLine[] {
  const now = new Set(open.map((line) => line.case));
  return [...open, ...known.filter((line) => !isOpen(line) && !now.has(line.case))];
}

export function matches(line: CaseLine, { show, kinds, overdue, facility }: CaseFilter): boolean {
  if (overdue && !line.is_overdue) return false;
  if (kinds.length > 0 && !kinds.includes(line.kind)) return false;
  if (facility !== null && line.facility !== facility) return false;
  if (isOpen(line) === (show === 'decided')) return false;
  if (show === 'to_decide') return line.is_to_decide;
  if (show === 'mine') return line.is_mine;
  if (show === 'unclaimed') return line.claimed_by === null;
  return show !== 'others' || (line.claimed_by !== null && !line.is_mine);
}

/** Which chip stands for it. */
export const chipOf = ({ show, overdue }: CaseFilter): Filter =>
  overdue && show === 'open' ? 'overdue' : show;

/** What choosing a chip makes of what was looked at: kinds and facility stay. */
export const withChip = (filter: CaseFilter, chip: Filter): CaseFilter =>
  chip === 'overdue' ? { ...filter, show: 'open', overdue: true } : { ...filter, show: chip, overdue: false };

/** Whether it is narrowed beyond its chip. */
export const isNarrowed = (filter: CaseFilter): boolean =>
  filter.kinds.length > 0 || filter.facility !== null || (filter.overdue && filter.show !== 'open');

export function isSame(one: CaseFilter, other: CaseFilter): boolean {
  return toQuery(one) === toQuery(other);
}

const SHOWS: readonly string[] = FILTERS.filter((one) => one !== 'overdue');
const isShow = (word: string | null): word is CaseShow => word !== null && SHOWS.includes(word);

/** For the address: words and ids, none of a person. */
export function toQuery({ show, kinds, overdue, facility }: CaseFilter): string {
  const query = new URLSearchParams({ show });
  if (kinds.length > 0) query.set('kind', [...kinds].sort().join('.'));
  if (overdue) query.set('overdue', '1');
  if (facility !== null) query.set('facility', facility);
  return `?${query}`;
}

/** What an address says; none: it says nothing, and whoever looks begins with their default. */
export function fromQuery(query: URLSearchParams, known: readonly CaseKind[]): CaseFilter | undefined {
  const show = query.get('show');
  if (!isShow(show)) return undefined;
  const words = query.get('kind')?.split('.') ?? [];
  return {
    show,
    kinds: known.filter((kind) => words.includes(kind)),
    overdue: query.get('overdue') === '1',
    facility: query.get('facility'),
  };
}
