import type { FacilityChangeBody, FacilityData, StaffCategory } from '../../protocol';
import { type ApplicationForm, applicationBody } from '../apply/application-form';

/** What holds, as the form has it. */
export const formOf = (data: FacilityData): ApplicationForm => ({
  ...data,
  ground: data.ground ?? '',
  agrees_to_purpose: true,
});

/** What is typed, as it is sent: the same fields as an application's. */
export function changeBody(
  form: ApplicationForm & { category: StaffCategory },
  id: string,
  version: number,
): FacilityChangeBody {
  const { agrees_to_purpose: _, ...fields } = applicationBody(form, id);
  return { ...fields, version };
}

/** Whether something of it waits for the city's yes; the server decides, this chooses the words. */
export const namesYes = (before: FacilityData, after: FacilityChangeBody): boolean =>
  before.name !== after.name ||
  before.category !== after.category ||
  (before.ground ?? '') !== (after.ground ?? '');
