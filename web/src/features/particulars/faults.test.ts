import { expect, test } from 'vitest';
import type { Particulars } from '../../protocol';
import { faultsOf } from './faults';

const filled: Particulars = {
  address: 'みほん市1-2-3',
  phone: '0280-00-0000',
  contacts: [
    { name: '見本 長女', relation: '長女', phone: '090-0000-0000', is_told: true },
    { name: '見本 次女', relation: '次女', phone: '', is_told: false },
  ],
};
const withSecond = (change: Partial<Particulars['contacts'][number]>): Particulars => ({
  ...filled,
  contacts: filled.contacts.map((one, at) => (at === 1 ? { ...one, ...change } : one)),
});

test('what the server takes has no fault', () => {
  expect(faultsOf(filled)).toEqual({});
  expect(faultsOf({ address: '', phone: ' ', contacts: [] })).toEqual({});
  // Twelve digits that are no My Number, and a number that begins with its country.
  expect(faultsOf({ ...filled, address: '1234-5678-9010', phone: '+81 (280) 00-0000' })).toEqual({});
});

test('a telephone in full width is one, and its digits with those of an address are no My Number', () => {
  for (const phone of [
    '０２８０ー００ー００００',
    '０９０－００００－００００',
    '0280—00─0000',
    '（０２８０）００　００００',
  ]) {
    expect(faultsOf({ ...filled, phone }), phone).toEqual({});
    expect(faultsOf(withSecond({ phone })), phone).toEqual({});
  }
  expect(faultsOf({ ...filled, address: 'みほん市花町1-2-8 09049318913' })).toEqual({});
  expect(faultsOf({ ...filled, phone: '１２３４５６７８９０１８' })).toEqual({ phone: 'phone' });
});

test('a fault stands at its field, and at that of the contact that it is of', () => {
  expect(faultsOf({ ...filled, address: '番号 １２３４　５６７８　９０１８' })).toEqual({
    address: 'address',
  });
  expect(faultsOf({ ...filled, address: '町'.repeat(201) })).toEqual({ address: 'address' });
  expect(faultsOf({ ...filled, phone: '123' })).toEqual({ phone: 'phone' });
  expect(faultsOf(withSecond({ phone: 'でんわ' }))).toEqual({ '1 phone': 'phone' });
  expect(faultsOf(withSecond({ phone: '123456789018' }))).toEqual({ '1 phone': 'phone' });
  expect(faultsOf(withSecond({ name: '　', relation: '次\n女' }))).toEqual({
    '1 name': 'name',
    '1 relation': 'relation',
  });
});
