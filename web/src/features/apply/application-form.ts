import { narrow } from '../../i18n/narrow';
import type { FacilityApplicationBody, ListedField, StaffCategory } from '../../protocol';

export type ApplicationForm = {
  name: string;
  category: StaffCategory | '';
  ground: string;
  address: string;
  representative: string;
  mail: string;
  phone: string;
  agrees_to_purpose: boolean;
  listed: readonly ListedField[];
};

export const FIELDS = [
  'name',
  'category',
  'ground',
  'address',
  'representative',
  'mail',
  'phone',
  'agrees_to_purpose',
] as const;

export type ApplicationField = (typeof FIELDS)[number];

/** In the order of article 7. */
export const CATEGORIES: readonly StaffCategory[] = [
  'city_employee',
  'social_welfare_council',
  'medical_institution',
  'welfare_service_office',
  'school_teacher',
  'education_childcare_facility',
  'city_contracted_office',
  'other_admitted',
];

export const LISTED: readonly ListedField[] = ['name', 'category', 'address', 'phone'];

const MAX_NAME = 100;
const MAX_TEXT = 200;
const MAIL = /^[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

export const blankApplication = (): ApplicationForm => ({
  name: '',
  category: '',
  ground: '',
  address: '',
  representative: '',
  mail: '',
  phone: '',
  agrees_to_purpose: false,
  listed: [],
});

/** The fields that are at fault. The server checks them again, and knows more. */
export function faultyFields(form: ApplicationForm): ApplicationField[] {
  const fits = (text: string, longest: number) => text.trim() !== '' && [...text.trim()].length <= longest;
  const phone = narrow(form.phone);
  const digits = phone.replace(/\D/g, '');
  const good: Record<ApplicationField, boolean> = {
    name: fits(form.name, MAX_NAME),
    category: form.category !== '',
    ground: form.category !== 'other_admitted' || fits(form.ground, MAX_TEXT),
    address: fits(form.address, MAX_TEXT),
    representative: fits(form.representative, MAX_NAME),
    mail: MAIL.test(narrow(form.mail)),
    phone: /^[\d() -]+$/.test(phone) && /^0\d{9,10}$/.test(digits),
    agrees_to_purpose: form.agrees_to_purpose,
  };
  return FIELDS.filter((field) => !good[field]);
}

export function applicationBody(
  form: ApplicationForm & { category: StaffCategory },
  id: string,
): FacilityApplicationBody {
  return {
    id,
    name: form.name.trim(),
    category: form.category,
    ...(form.category === 'other_admitted' ? { ground: form.ground.trim() } : {}),
    address: form.address.trim(),
    representative: form.representative.trim(),
    mail: narrow(form.mail),
    phone: narrow(form.phone),
    agrees_to_purpose: form.agrees_to_purpose,
    listed: LISTED.filter((field) => form.listed.includes(field)),
  };
}

export function isApplicationField(field: string | undefined): field is ApplicationField {
  return FIELDS.some((known) => known === field);
}
