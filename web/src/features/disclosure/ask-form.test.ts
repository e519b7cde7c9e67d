import { expect, it } from 'vitest';
import { type AskForm, faultsOf, wordsOf } from './ask-form';

const FORM: AskForm = {
  requester: 'representative',
  relation: '成年後見人',
  receivedOn: '2026-11-02',
  legalBasis: '個人情報の保護に関する法律第76条',
  purpose: '支援の経過を知るため',
  identityCheck: '運転免許証',
  from: '',
  upto: '',
};
const faults = (change: Partial<AskForm>) => [...faultsOf({ ...FORM, ...change }, '2026-11-28')];

it('says by its field what is missing', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ relation: ' ' })).toEqual(['relation']);
  expect(faults({ requester: 'person', relation: '' })).toEqual([]);
  expect(faults({ receivedOn: '2026-11-29' })).toEqual(['received_on']);
  expect(faults({ legalBasis: '', purpose: '字'.repeat(501), identityCheck: '　' })).toEqual([
    'legal_basis',
    'purpose',
    'identity_check',
  ]);
  expect(faults({ upto: '2026-11-29' })).toEqual(['upto']);
  expect(faults({ from: '2026-11-03', upto: '2026-11-02' })).toEqual(['from']);
});

it('leaves out what the person themself need not say', () => {
  expect(wordsOf({ ...FORM, requester: 'person' }).relation).toBeNull();
  expect(wordsOf(FORM)).toMatchObject({ relation: '成年後見人', from: null, upto: null });
});
