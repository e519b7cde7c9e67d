import type { HandOver, NewStaffBody } from '../../protocol';

export type StaffForm = {
  name: string;
  kana: string;
  profession: string;
  mail: string;
  alert_mail: boolean;
  hand_over: HandOver;
};

export type StaffField = 'name' | 'kana' | 'profession' | 'mail';

const FIELDS: readonly StaffField[] = ['name', 'kana', 'profession', 'mail'];
const MAX_CHARS = 100;
const KANA = /^[ぁ-ゖァ-ヺーゝゞヽヾ・ 　]+$/u;
const MAIL = /^[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

export const blankStaff = (): StaffForm => ({
  name: '',
  kana: '',
  profession: '',
  mail: '',
  alert_mail: true,
  hand_over: 'sheet',
});

/** The fields that are at fault. The server checks them again, and knows more. */
export function faultyFields(form: StaffForm): StaffField[] {
  const fits = (text: string) => text.trim() !== '' && [...text.trim()].length <= MAX_CHARS;
  const mail = form.mail.trim();
  const good: Record<StaffField, boolean> = {
    name: fits(form.name),
    kana: fits(form.kana) && KANA.test(form.kana.trim()),
    profession: form.profession !== '',
    mail: mail === '' ? !form.alert_mail : MAIL.test(mail),
  };
  return FIELDS.filter((field) => !good[field]);
}

export function staffBody(form: StaffForm, id: string): NewStaffBody {
  const mail = form.mail.trim();
  return {
    id,
    name: form.name.trim(),
    kana: form.kana.trim(),
    profession: form.profession,
    ...(mail === '' ? {} : { mail }),
    alert_mail: form.alert_mail,
    hand_over: form.hand_over,
  };
}

export function isStaffField(field: string | undefined): field is StaffField {
  return FIELDS.some((known) => known === field);
}
