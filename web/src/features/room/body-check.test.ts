import { expect, test } from 'vitest';
import { charsLeft, checkBody, MAX_CHARS } from './body-check';

test('only white space is empty', () => {
  for (const text of ['', ' ', '\n\n', '　', '\t \r\n']) expect(checkBody(text)).toEqual({ fault: 'empty' });
});

test('characters are counted as the server counts them', () => {
  expect(checkBody('𠮷'.repeat(MAX_CHARS))).toBeUndefined();
  expect(checkBody('𠮷'.repeat(MAX_CHARS + 2))).toEqual({ fault: 'too_long', over: 2 });
  expect(checkBody(`${'\r\n'.repeat(MAX_CHARS - 1)}あ`)).toBeUndefined();
});

test('what no screen shows is refused; tabs and line ends are not', () => {
  expect(checkBody('体温\u0007 36.5')).toEqual({ fault: 'unprintable' });
  expect(checkBody('体温\t36.5\n脈拍\t72')).toBeUndefined();
});

test('the form counts along near the end', () => {
  expect(charsLeft('短い')).toBeUndefined();
  expect(charsLeft('あ'.repeat(MAX_CHARS - 10))).toBe(10);
  expect(charsLeft('あ'.repeat(MAX_CHARS + 3))).toBe(-3);
});
