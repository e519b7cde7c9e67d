/** What is typed about a shared device. */
export type DeviceForm = { label: string; place: string; securitySoftware: string; declares: boolean };

export type DeviceFault = keyof DeviceForm;

export const EMPTY_DEVICE: DeviceForm = { label: '', place: '', securitySoftware: '', declares: false };

/** As the server sees it too. */
const LONGEST = 60;

/** Every field that is at fault, in the order of the form. */
export function deviceFaults(form: DeviceForm): DeviceFault[] {
  const fits = (text: string) => text.trim() !== '' && [...text.trim()].length <= LONGEST;
  const good: Record<DeviceFault, boolean> = {
    label: fits(form.label),
    place: fits(form.place),
    securitySoftware: fits(form.securitySoftware),
    declares: form.declares,
  };
  return (Object.keys(good) as DeviceFault[]).filter((field) => !good[field]);
}
