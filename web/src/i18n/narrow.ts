/** Every dash that a keyboard gives, the sign of a long vowel among them, which stands beside the digits: those of the server. */
export const DASH = /[-\u2010-\u2015\u2212─ー\ufe58\ufe63－ｰ]/u;

const DASHES = new RegExp(DASH, 'gu');

/** Letters and digits in full width, as Japanese keyboards give them, in those that everyone can dial; the dashes as a hyphen. */
export const narrow = (text: string): string => text.normalize('NFKC').replace(DASHES, '-').trim();
