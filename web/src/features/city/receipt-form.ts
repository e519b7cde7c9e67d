import type { ConsentReceiptBody, ConsentScope, SignedBy } from '../../protocol';

/** What stands in the form; nobody has signed until someone says who. */
export type ReceiptForm = {
  signed_by: SignedBy | '';
  relation: string;
  why_not_person: string;
  form_version: string;
  signed_on: string;
  received_on: string;
};

export type ReceiptField = keyof ReceiptForm;

export const RECEIPT_FIELDS: readonly ReceiptField[] = [
  'signed_by',
  'relation',
  'why_not_person',
  'form_version',
  'signed_on',
  'received_on',
];

const MAX_CHARS = 200;

export function blankReceipt(): ReceiptForm {
  return {
    signed_by: '',
    relation: '',
    why_not_person: '',
    form_version: '',
    signed_on: '',
    received_on: '',
  };
}

/** The fields that are at fault. The server checks them again, and knows more. */
export function faultyFields(form: ReceiptForm, today: string): ReceiptField[] {
  const filled = (text: string) => text.trim() !== '' && [...text].length <= MAX_CHARS;
  const proxy = form.signed_by === 'proxy';
  const good: Record<ReceiptField, boolean> = {
    signed_by: form.signed_by !== '',
    relation: !proxy || filled(form.relation),
    why_not_person: !proxy || filled(form.why_not_person),
    form_version: filled(form.form_version),
    signed_on: form.signed_on !== '' && form.signed_on <= today,
    received_on: form.received_on !== '' && form.received_on <= today && form.received_on >= form.signed_on,
  };
  return RECEIPT_FIELDS.filter((field) => !good[field]);
}

export function receiptBody(form: ReceiptForm, version: number, scope?: ConsentScope): ConsentReceiptBody {
  const { signed_by, relation, why_not_person, form_version, signed_on, received_on } = form;
  return {
    version,
    signed_by: signed_by === 'proxy' ? 'proxy' : 'person',
    ...(signed_by === 'proxy' ? { relation: relation.trim(), why_not_person: why_not_person.trim() } : {}),
    form_version: form_version.trim(),
    signed_on,
    received_on,
    ...(scope ? { scope } : {}),
  };
}

export function isReceiptField(field: string | undefined): field is ReceiptField {
  return RECEIPT_FIELDS.some((known) => known === field);
}
