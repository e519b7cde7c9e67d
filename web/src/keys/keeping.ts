import { readKey } from './key-store';

/**
 * Asks the browser not to throw away what it holds for this page when it needs room or has not been here for long. It may say no;
 * then the key is kept as long as it likes. Whoever installed the page is told yes more often, so it is asked again then.
 */
export async function askToKeep(): Promise<boolean> {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    return false;
  }
}

/** Whether it has said yes. Nothing: this browser holds no key that makes it a device. */
export async function keepsKey(): Promise<boolean | undefined> {
  if (!(await readKey('device'))) return undefined;
  try {
    return (await navigator.storage?.persisted?.()) ?? false;
  } catch {
    return false;
  }
}
