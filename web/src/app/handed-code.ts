const PATH = '/enrol';
const KEY = 'renrakucho-enrolment-code';

/** Reads the code of a printed link once and takes it out of the address, so that neither history nor a reload has it. */
function takeCode(): string | undefined {
  const fragment = window.location.hash.slice(1);
  if (window.location.pathname !== PATH || fragment === '') return undefined;
  window.history.replaceState(null, '', PATH);
  return decodeURIComponent(fragment);
}

let handed = takeCode();

// The page is open already, and another code is scanned or pasted into its address.
window.addEventListener('hashchange', () => {
  handed = takeCode() ?? handed;
  if (handed) for (const listener of listeners) listener(handed);
});

const listeners = new Set<(code: string) => void>();

/** Told of a code that comes while the page is open. */
export function onHandedCode(listener: (code: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The code of the link that opened the page, or the one that was kept over the trip to the device host. */
export function claimCode(): string | undefined {
  const code = handed ?? sessionStorage.getItem(KEY) ?? undefined;
  handed = undefined;
  sessionStorage.removeItem(KEY);
  return code;
}

/** Nobody types a code twice: it comes along to the device host and back. */
export function keepCode(code: string): void {
  sessionStorage.setItem(KEY, code);
}
