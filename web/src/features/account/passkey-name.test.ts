import { expect, test } from 'vitest';
import { isName } from './passkey-name';

test('a name is a short line', () => {
  expect(isName(' 職場の鍵 ')).toBe(true);
  expect(isName('鍵'.repeat(50))).toBe(true);
  for (const wrong of ['', '　', 'a\nb', '鍵'.repeat(51)]) expect(isName(wrong), wrong).toBe(false);
});
