import { useSyncExternalStore } from 'react';
import { askToKeep, keepsKey } from '../keys/keeping';

/** What a browser that can install the page hands over; it is good for one question. */
type InstallPrompt = Event & { prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }> };

/**
 * How this page gets onto the home screen: it runs from there (`installed`), the browser can be asked (`offered`), its person does it
 * by the share sheet (`by-hand`: iPhone and iPad, where what is installed keeps its things apart from the browser), or nobody knows.
 */
export type HomeScreen = 'installed' | 'offered' | 'by-hand' | 'unknown';

const STANDALONE = '(display-mode: standalone)';

let offer: InstallPrompt | undefined;
const listeners = new Set<() => void>();

function keepOffer(next: InstallPrompt | undefined): void {
  offer = next;
  for (const listener of listeners) listener();
}

export function homeScreen(): HomeScreen {
  if (window.matchMedia(STANDALONE).matches) return 'installed';
  if (offer) return 'offered';
  // Only browsers of iPhones and iPads have this word at all.
  const { standalone } = navigator as { standalone?: boolean };
  if (standalone !== undefined) return standalone ? 'installed' : 'by-hand';
  return 'unknown';
}

export function useHomeScreen(): HomeScreen {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, homeScreen);
}

/** Lets the browser ask whether to install the page. */
export async function install(): Promise<void> {
  const asked = offer;
  keepOffer(undefined);
  await asked?.prompt();
}

/** Before the app is drawn: browsers make their offer once, and early. */
export function watchHomeScreen(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    // A computer has no home screen; its browser offers this by itself.
    if (!window.matchMedia('(pointer: coarse)').matches) return;
    // Not at a moment of the browser's choice: in the middle of an enrolment nobody needs another question.
    event.preventDefault();
    keepOffer(event as InstallPrompt);
  });
  window.addEventListener('appinstalled', () => {
    keepOffer(undefined);
    void askToKeep();
  });
  if (homeScreen() === 'installed') void keepsKey().then((keeps) => keeps === false && askToKeep());
}
