import { expect, test } from 'vitest';
import type { InventoryLine } from '../../protocol';
import { formOf, statementFaults } from './statement-form';

const GOOD = {
  owner: 'facility' as const,
  assetNumber: 'A-102',
  securitySoftware: 'Microsoft Defender',
  declares: true,
};

test('the facility’s device has a number, a person’s own need not', () => {
  expect(statementFaults(GOOD)).toEqual([]);
  expect(statementFaults({ ...GOOD, assetNumber: '　' })).toEqual(['assetNumber']);
  expect(statementFaults({ ...GOOD, owner: 'person', assetNumber: '' })).toEqual([]);
  expect(statementFaults({ ...GOOD, owner: 'person', assetNumber: 'あ'.repeat(61) })).toEqual([
    'assetNumber',
  ]);
});

test('nothing is stated for anybody', () => {
  const empty = { owner: undefined, assetNumber: '', securitySoftware: ' ', declares: false };
  expect(statementFaults(empty)).toEqual(['owner', 'assetNumber', 'securitySoftware', 'declares']);
});

test('what was stated last is there to be corrected, and to be declared anew', () => {
  const statement = { owner: 'person', asset_number: null, security_software: 'ESET' };
  const line = { statements: [statement, { ...statement, security_software: '旧' }] } as InventoryLine;
  expect(formOf(line)).toEqual({
    owner: 'person',
    assetNumber: '',
    securitySoftware: 'ESET',
    declares: false,
  });
  expect(formOf({ statements: [] as InventoryLine['statements'] } as InventoryLine).owner).toBeUndefined();
});
