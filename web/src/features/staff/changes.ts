import type { StaffChange } from '../../protocol';

/** What one person changed of another at one moment. */
export type ChangedTogether = Pick<StaffChange, 'account' | 'name' | 'by' | 'at'> & {
  fields: Pick<StaffChange, 'field' | 'was' | 'became'>[];
};

/** Changes that were saved together stand together. The order stays. */
export function byMoment(changes: readonly StaffChange[]): ChangedTogether[] {
  const together: ChangedTogether[] = [];
  for (const { account, name, by, at, ...field } of changes) {
    const last = together.at(-1);
    if (last?.account === account && last.at === at) last.fields.push(field);
    else together.push({ account, name, by, at, fields: [field] });
  }
  return together;
}
