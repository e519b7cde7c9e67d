import { expect, test } from 'vitest';
import { narrow } from './narrow';

test('what a Japanese keyboard gives is what everyone can dial', () => {
  expect(narrow(' （０２８０）　００ー００００ ')).toBe('(0280) 00-0000');
  expect(narrow('ｊｉｍｕ＠ｍｉｈｏｎ．ｅｘａｍｐｌｅ')).toBe('jimu@mihon.example');
  for (const dash of '-‐‑‒–—―−─ー﹘﹣－ｰ')
    expect(narrow(`0280${dash}00${dash}0000`), dash).toBe('0280-00-0000');
});
