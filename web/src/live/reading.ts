const LONG_ENOUGH_MS = 1_000;

type Timer = ReturnType<typeof setTimeout>;

/**
 * Decides what has been read: an entry that was well visible for one second in a focused window. Looking away starts
 * the second anew.
 */
export class Reading {
  readonly #read: (upto: number) => void;
  readonly #visible = new Set<number>();
  readonly #timers = new Map<number, Timer>();
  #focused: boolean;
  #upto = 0;

  constructor(focused: boolean, read: (upto: number) => void) {
    this.#focused = focused;
    this.#read = read;
  }

  shows(seq: number, visible: boolean): void {
    if (visible) {
      this.#visible.add(seq);
      if (this.#focused) this.#begin(seq);
    } else {
      this.#visible.delete(seq);
      this.#end(seq);
    }
  }

  focus(focused: boolean): void {
    if (focused === this.#focused) return;
    this.#focused = focused;
    for (const seq of this.#visible) {
      if (focused) this.#begin(seq);
      else this.#end(seq);
    }
  }

  stop(): void {
    for (const seq of [...this.#timers.keys()]) this.#end(seq);
    this.#visible.clear();
  }

  #begin(seq: number): void {
    if (seq <= this.#upto || this.#timers.has(seq)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(seq);
      if (seq <= this.#upto) return;
      this.#upto = seq;
      this.#read(seq);
    }, LONG_ENOUGH_MS);
    this.#timers.set(seq, timer);
  }

  #end(seq: number): void {
    clearTimeout(this.#timers.get(seq));
    this.#timers.delete(seq);
  }
}

/** At least half of it is visible; or, when it is taller than the window, it fills at least half of the window. */
export function isWellVisible(visibleHeight: number, height: number, windowHeight: number): boolean {
  return visibleHeight > 0 && visibleHeight >= Math.min(height, windowHeight) / 2;
}
