import { expect, test } from 'vitest';
import { blankStaff, faultyFields, type StaffForm, staffBody } from './staff-form';

const filled: StaffForm = {
  ...blankStaff(),
  name: '見本 花子',
  kana: 'みほん はなこ',
  profession: 'visiting_nurse',
  mail: 'hanako@mihon.example',
};

test('what is missing is named, and a filled form has no fault', () => {
  expect(faultyFields(blankStaff())).toEqual(['name', 'kana', 'profession', 'mail']);
  expect(faultyFields(filled)).toEqual([]);
});

test('the reading is kana, and an address looks like one', () => {
  for (const kana of ['花子', 'hanako', '　']) expect(faultyFields({ ...filled, kana })).toEqual(['kana']);
  for (const mail of ['x', 'a@b', 'a b@c.example', '=a@b.example']) {
    expect(faultyFields({ ...filled, mail })).toEqual(['mail']);
  }
});

test('who wants no mails needs no address, and none is sent', () => {
  const form = { ...filled, mail: ' ', alert_mail: false };
  expect(faultyFields(form)).toEqual([]);
  expect(staffBody(form, 'id')).not.toHaveProperty('mail');
  expect(faultyFields({ ...form, alert_mail: true })).toEqual(['mail']);
});

test('spaces around what was typed are not sent', () => {
  expect(staffBody({ ...filled, name: '　見本 花子 ' }, 'id').name).toBe('見本 花子');
});
