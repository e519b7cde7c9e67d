import { expect, test } from 'vitest';
import {
  type ApplicationForm,
  applicationBody,
  blankApplication,
  FIELDS,
  faultyFields,
} from './application-form';

const filled = {
  ...blankApplication(),
  name: 'みほん訪問介護',
  category: 'welfare_service_office',
  address: 'みほん市中央1丁目',
  representative: '見本 太郎',
  mail: 'jimu@mihon.example',
  phone: '0280-00-0000',
  agrees_to_purpose: true,
} satisfies ApplicationForm;

test('an empty form names its fields, but no ground that nobody asks for', () => {
  expect(faultyFields(blankApplication())).toEqual(FIELDS.filter((field) => field !== 'ground'));
  expect(faultyFields(filled)).toEqual([]);
});

test('the last category of article 7 needs a ground, and no other sends one', () => {
  expect(faultyFields({ ...filled, category: 'other_admitted' })).toEqual(['ground']);
  expect(applicationBody({ ...filled, ground: '見守りの協定' }, 'x')).not.toHaveProperty('ground');
});

test('numbers in full width are numbers', () => {
  const typed = { ...filled, phone: '０２８０ー００ー００００', mail: 'ｊｉｍｕ＠mihon.example' };
  expect(faultyFields(typed)).toEqual([]);
  expect(applicationBody(typed, 'x')).toMatchObject({ phone: '0280-00-0000', mail: 'jimu@mihon.example' });
  expect(faultyFields({ ...filled, phone: '0280—00─0000' })).toEqual([]);
  for (const phone of ['110', '1234567890', '0280-00-000x', '']) {
    expect(faultyFields({ ...filled, phone })).toEqual(['phone']);
  }
});

test('what is listed stands in one order', () => {
  expect(applicationBody({ ...filled, listed: ['phone', 'name'] }, 'x').listed).toEqual(['name', 'phone']);
});
