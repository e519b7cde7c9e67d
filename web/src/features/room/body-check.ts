/** As the server counts: Unicode scalar values. */
export const MAX_CHARS = 10_000;

/** From so many left on, the form counts along. */
const COUNT_FROM_LEFT = 1_000;

export type BodyFault = { fault: 'empty' | 'unprintable' } | { fault: 'too_long'; over: number };

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that the server refuses
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

function countChars(text: string): number {
  // A short text cannot be over the limit; spreading long ones at every key is felt on old phones.
  return text.length < MAX_CHARS - COUNT_FROM_LEFT ? text.length : [...text].length;
}

/** Line ends as the server keeps them. */
export function normalized(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

export function checkBody(text: string): BodyFault | undefined {
  const body = normalized(text);
  if (body.trim() === '') return { fault: 'empty' };
  const over = countChars(body) - MAX_CHARS;
  if (over > 0) return { fault: 'too_long', over };
  if (UNPRINTABLE.test(body)) return { fault: 'unprintable' };
  return undefined;
}

/** How many characters are left, once that is worth knowing. */
export function charsLeft(text: string): number | undefined {
  const left = MAX_CHARS - countChars(normalized(text));
  return left <= COUNT_FROM_LEFT ? left : undefined;
}
