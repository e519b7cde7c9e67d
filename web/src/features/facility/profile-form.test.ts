import { expect, test } from 'vitest';
import type { FacilityData } from '../../protocol';
import { faultyFields } from '../apply/application-form';
import { changeBody, formOf, namesYes } from './profile-form';

const stated: FacilityData = {
  name: 'みほん薬局',
  category: 'medical_institution',
  ground: null,
  address: 'みほん市中央1丁目',
  representative: '見本 太郎',
  mail: 'jimu@mihon.example',
  phone: '0280-00-0000',
  listed: ['name'],
};

test('A change holds what an application holds, but for the purpose', () => {
  const body = changeBody(
    { ...formOf(stated), category: stated.category, phone: '０２８０ー００ー００００' },
    'x',
    3,
  );
  expect(body).toEqual({ ...stated, ground: undefined, id: 'x', version: 3 });
  expect('ground' in body || 'agrees_to_purpose' in body).toBe(false);
});

test('What a facility never stated is asked for at its first change', () => {
  const bare = { ...stated, address: '', representative: '', mail: '', phone: '', listed: [] };
  expect(faultyFields(formOf(bare))).toEqual(['address', 'representative', 'mail', 'phone']);
});

test('A new name or category waits, a new number does not', () => {
  const body = (form: Partial<FacilityData>) => {
    const after = { ...stated, ...form };
    return changeBody({ ...formOf(after), category: after.category }, 'x', 1);
  };
  expect(namesYes(stated, body({ phone: '0280-00-0001', listed: [] }))).toBe(false);
  expect(namesYes(stated, body({ name: '別' }))).toBe(true);
  expect(namesYes(stated, body({ category: 'other_admitted', ground: '協定' }))).toBe(true);
});
