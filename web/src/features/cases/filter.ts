import type { CaseLine } from '../../protocol';

export const FILTERS = ['open', 'mine', 'overdue', 'decided'] as const;

export type Filter = (typeof FILTERS)[number];

export function matches(line: CaseLine, filter: Filter): boolean {
  if (filter === 'mine') return line.is_mine && line.state === 'open';
  if (filter === 'overdue') return line.is_overdue;
  return (line.state === 'open') === (filter === 'open');
}
