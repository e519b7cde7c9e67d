import { expect, test } from 'vitest';
import { blankReceipt, faultyFields, type ReceiptForm, receiptBody } from './receipt-form';

const TODAY = '2026-11-22';

const filled: ReceiptForm = {
  ...blankReceipt(),
  signed_by: 'person',
  form_version: '2021-02',
  signed_on: '2026-11-20',
  received_on: '2026-11-21',
};

test('nothing is chosen beforehand', () => {
  expect(faultyFields(blankReceipt(), TODAY)).toEqual([
    'signed_by',
    'form_version',
    'signed_on',
    'received_on',
  ]);
});

test('a form signed by the person is complete without relation and reason, and sends none', () => {
  expect(faultyFields(filled, TODAY)).toEqual([]);
  expect(receiptBody({ ...filled, relation: '長女' }, 3)).toEqual({
    version: 3,
    signed_by: 'person',
    form_version: '2021-02',
    signed_on: '2026-11-20',
    received_on: '2026-11-21',
  });
});

test('a proxy states relation and reason', () => {
  const proxy: ReceiptForm = { ...filled, signed_by: 'proxy', why_not_person: '　' };
  expect(faultyFields(proxy, TODAY)).toEqual(['relation', 'why_not_person']);
});

test('dates run forward and not into the future', () => {
  expect(faultyFields({ ...filled, signed_on: '2026-11-23' }, TODAY)).toEqual(['signed_on', 'received_on']);
  expect(faultyFields({ ...filled, received_on: '2026-11-19' }, TODAY)).toEqual(['received_on']);
});
