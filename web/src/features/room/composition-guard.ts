type KeyLike = { isComposing: boolean; keyCode: number };

/** What old browsers report for a key that the input method has taken. */
const TAKEN_BY_INPUT_METHOD = 229;

/**
 * Tells whether a key belongs to a conversion (変換) and must not send. Browsers differ: some set `isComposing`, some
 * only key code 229, and Safari ends the composition before it reports the Enter that ended it, in the same tick.
 */
export class CompositionGuard {
  #composing = false;
  #endedThisTick = false;

  start(): void {
    this.#composing = true;
  }

  end(): void {
    this.#composing = false;
    this.#endedThisTick = true;
    setTimeout(() => {
      this.#endedThisTick = false;
    }, 0);
  }

  owns(key: KeyLike): boolean {
    return key.isComposing || key.keyCode === TAKEN_BY_INPUT_METHOD || this.#composing || this.#endedThisTick;
  }
}
