import { expect, test } from 'vitest';
import type { Contact, Particulars } from '../../protocol';
import { choose, isStored, merged } from './clash';

const contact = (name: string): Contact => ({ name, relation: '長女', phone: '', is_told: false });
const before: Particulars = { address: '花町1', phone: '0280-00-0000', contacts: [contact('見本 桜')] };

test('what only one of two has changed is theirs, and nothing that was typed is lost', () => {
  const mine = { ...before, address: '花町2' };
  const theirs = { ...before, contacts: [contact('見本 梅')] };
  expect(merged(before, mine, theirs)).toEqual({
    form: { ...mine, contacts: theirs.contacts },
    taken: ['contacts'],
    clashes: [],
  });
});

test('what both have changed is chosen, and until then mine stands there', () => {
  const mine = { ...before, address: '花町2', phone: '0280-11-1111' };
  const theirs = { ...before, address: '本町3', phone: ' 0280-11-1111' };
  const { form, taken, clashes } = merged(before, mine, theirs);
  expect([form, taken]).toEqual([mine, []]);
  expect(clashes.map(({ part, chosen }) => [part, chosen])).toEqual([['address', undefined]]);
});

test('one can choose again, and what was typed meanwhile is still there', () => {
  const mine = { ...before, address: '花町2' };
  const theirs = { ...before, address: '本町3' };
  const [clash] = merged(before, mine, theirs).clashes;
  if (!clash) throw new Error('they do not clash');
  const typed = { ...mine, address: '花町2の5', phone: '0280-22-2222' };
  const first = choose(typed, clash, 'theirs');
  expect(first.form).toEqual({ ...typed, address: '本町3' });
  const second = choose({ ...first.form, address: '本町3の1' }, first.clash, 'mine');
  expect(second.form).toEqual(typed);
  expect(choose(second.form, second.clash, 'theirs').form.address).toBe('本町3の1');
});

test('whoever saves the same finds nothing to choose', () => {
  const mine = { ...before, address: '花町2' };
  expect(merged(before, mine, { ...before, address: '花町2 ' })).toEqual({
    form: mine,
    taken: [],
    clashes: [],
  });
});

test('what was typed is stored when all of it is, however it was typed', () => {
  const mine = { ...before, address: ' 花町1', phone: '０２８０ー００ー００００' };
  expect(isStored(mine, before)).toBe(true);
  expect(merged({ ...before, phone: '' }, mine, before)).toMatchObject({ taken: [], clashes: [] });
  expect(isStored({ ...mine, contacts: [] }, before)).toBe(false);
  expect(isStored({ ...mine, contacts: [{ ...contact('見本 桜'), is_told: true }] }, before)).toBe(false);
});
