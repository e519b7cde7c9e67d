import { narrow } from '../../i18n/narrow';
import type { Contact, Particulars } from '../../protocol';

/** What is kept or replaced as one: the contacts have no name of their own by which one could be told from another. */
export const PARTS = ['address', 'phone', 'contacts'] as const satisfies readonly (keyof Particulars)[];
export type Part = (typeof PARTS)[number];

/** What two people have changed at once, each to something else. */
export type Clash = {
  part: Part;
  mine: Particulars;
  theirs: Particulars;
  /** Whose it becomes; none: that is not chosen yet. */
  chosen?: 'mine' | 'theirs';
};

const said = ({ address, phone, contacts }: Particulars, part: Part): string => {
  if (part === 'address') return address.trim();
  if (part === 'phone') return narrow(phone);
  const words = (one: Contact) => [one.name.trim(), one.relation.trim(), narrow(one.phone), one.is_told];
  return JSON.stringify(contacts.map(words));
};

const withPart = (into: Particulars, from: Particulars, part: Part): Particulars => ({
  ...into,
  [part]: from[part],
});

/** Whether all that somebody typed is what is stored: then it was saved, by them or by somebody else. */
export const isStored = (mine: Particulars, stored: Particulars): boolean =>
  PARTS.every((part) => said(mine, part) === said(stored, part));

/**
 * What becomes of a form when somebody else has saved first: what only one of the two has changed is theirs; where both did, mine stays in
 * the form until it is chosen. `before` is what the form began with.
 */
export function merged(before: Particulars, mine: Particulars, theirs: Particulars) {
  let form = mine;
  const taken: Part[] = [];
  const clashes: Clash[] = [];
  for (const part of PARTS) {
    const isTheirs = said(theirs, part) !== said(before, part) && said(theirs, part) !== said(mine, part);
    if (!isTheirs) continue;
    if (said(mine, part) === said(before, part)) {
      form = withPart(form, theirs, part);
      taken.push(part);
    } else {
      clashes.push({ part, mine, theirs });
    }
  }
  return { form, taken, clashes };
}

/** Puts into the form what was chosen. What was typed on the other side meanwhile is kept with it: one can go back. */
export function choose(form: Particulars, clash: Clash, side: 'mine' | 'theirs') {
  const left = clash.chosen ?? 'mine';
  const kept: Clash = { ...clash, [left]: form, chosen: side };
  return { form: withPart(form, kept[side], clash.part), clash: kept };
}
