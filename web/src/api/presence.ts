/** Whether someone sits before the pages of this browser: when they last touched, typed or scrolled in any of them. */
const KEY = 'renrakucho-acted';
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const;
/** So often it is looked, and so often it is noted at most. */
const EVERY_MS = 1_000;

let here = 0;
let told = 0;

/** Someone did something. Other pages of this browser know it too, and so does this one after it was loaded anew. */
export function noteActed(now = Date.now()): void {
  here = now;
  try {
    localStorage.setItem(KEY, `${now}`);
  } catch {
    // A browser that keeps nothing: then each page counts for itself.
  }
}

function lastActed(): number {
  let kept = 0;
  try {
    kept = Number(localStorage.getItem(KEY) ?? 0);
  } catch {
    // As above.
  }
  return Math.max(here, Number.isFinite(kept) ? kept : 0);
}

/** Whether nobody has done anything for so long. Where nothing is known, someone has just come. */
export function isIdle(seconds: number, now = Date.now()): boolean {
  const last = lastActed();
  return last > 0 && now - last >= seconds * 1_000;
}

/** Calls once when nobody has done anything for so long; stops when told to. */
export function watchIdle(seconds: number, idle: () => void): () => void {
  if (lastActed() === 0) noteActed();
  const act = () => {
    const now = Date.now();
    // A sign that comes too late changes nothing: a computer that slept is touched to wake it.
    if (now - here >= EVERY_MS && !isIdle(seconds, now)) noteActed(now);
  };
  const look = () => {
    if (!isIdle(seconds)) return;
    stop();
    idle();
  };
  const timer = setInterval(look, EVERY_MS);
  for (const sign of SIGNS) window.addEventListener(sign, act, { capture: true, passive: true });
  document.addEventListener('visibilitychange', look);
  const stop = () => {
    clearInterval(timer);
    for (const sign of SIGNS) window.removeEventListener(sign, act, { capture: true });
    document.removeEventListener('visibilitychange', look);
  };
  return stop;
}

/** Tells the server whether anyone did something since it was told last; what it did not hear is told again. */
export async function tellActed(tell: (acted: boolean) => Promise<void>): Promise<void> {
  const last = lastActed();
  await tell(last > told);
  told = Math.max(told, last);
}
