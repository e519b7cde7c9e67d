import type { CityFound } from '../../protocol';

/** What someone found, for as long as this page lives: whoever follows a result comes back to the others. Nowhere but in memory. */
export type Search = { term: string; found: CityFound };

let kept: { account: string; search: Search } | undefined;

export function keepSearch(account: string, search: Search): void {
  kept = { account, search };
}

/** Only whoever searched gets it back. */
export const keptSearch = (account: string): Search | undefined =>
  kept?.account === account ? kept.search : undefined;

export function forgetSearch(): void {
  kept = undefined;
}
