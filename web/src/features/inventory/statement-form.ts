import type { DeviceOwner, InventoryLine } from '../../protocol';

/** What is typed about a personal device. */
export type StatementForm = {
  owner: DeviceOwner | undefined;
  assetNumber: string;
  securitySoftware: string;
  declares: boolean;
};

export type StatementFault = keyof StatementForm;

/** As the server sees it too. */
const LONGEST = 60;

/** What was stated last, to be confirmed or corrected; that it is so is declared anew each time. */
export function formOf({ statements: [last] }: InventoryLine): StatementForm {
  return {
    owner: last?.owner,
    assetNumber: last?.asset_number ?? '',
    securitySoftware: last?.security_software ?? '',
    declares: false,
  };
}

/** Every field that is at fault, in the order of the form. What is the facility's has a number there. */
export function statementFaults(form: StatementForm): StatementFault[] {
  const fits = (text: string) => text.trim() !== '' && [...text.trim()].length <= LONGEST;
  const mayHaveNone = form.owner === 'person' && form.assetNumber.trim() === '';
  const good: Record<StatementFault, boolean> = {
    owner: form.owner !== undefined,
    assetNumber: mayHaveNone || fits(form.assetNumber),
    securitySoftware: fits(form.securitySoftware),
    declares: form.declares,
  };
  return (Object.keys(good) as StatementFault[]).filter((field) => !good[field]);
}
