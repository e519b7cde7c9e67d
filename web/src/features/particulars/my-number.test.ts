import { expect, test } from 'vitest';
import { holdsMyNumber } from './my-number';

test('a valid number is found however it is written', () => {
  for (const text of [
    '123456789018',
    '1234-5678-9018',
    '番号は１２３４　５６７８　９０１８です',
    '12 34 56 78 90 18',
  ]) {
    expect(holdsMyNumber(text), text).toBe(true);
  }
  for (const dash of [...'ー−–—―‐‑－ｰ─\t\u{a0}', ' - ', '--']) {
    expect(holdsMyNumber(`1234${dash}5678${dash}9018`), dash).toBe(true);
  }
});

test('it is found beside other numbers', () => {
  for (const text of [
    'みほん市1-2-3 123456789018',
    '2026-11-22 1234 5678 9018',
    '123456789018 2',
    '2026-11-22 1234-5678 9018',
    '0280-00-0000 1234-5678-9018 3',
    '１ー２ー３　１２３４ー５６７８ー９０１８',
    '123456789018-123456789010',
    'みほん市1-2-3 12345678 9018',
    'みほん市1-2-3 1234-56789018',
    '123456-789018 3',
  ]) {
    expect(holdsMyNumber(text), text).toBe(true);
  }
});

test('other digits are not, nor two numbers of which parts would be one', () => {
  for (const text of [
    '123456789010',
    '12345678901',
    '1234567890180',
    '2026-11-22 09:12',
    '',
    ' - ',
    '1-234567 89018 1',
    '12-3456-789 018 7',
    '1234\n5678\n9018',
    '1234567-89018 1-1',
    'みほん市花町1-2-8 09049318913',
    'みほん市花町１－２－８　０９０４９３１８９１３',
    'みほん市花町1-2-43 0280364023',
  ]) {
    expect(holdsMyNumber(text), text).toBe(false);
  }
  // The last group of the address and the telephone are valid by themselves.
  expect([holdsMyNumber('8 09049318913'), holdsMyNumber('43 0280364023')]).toEqual([true, true]);
});
