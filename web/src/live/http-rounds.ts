const PAUSE_MS = 15_000;

/** Does something now and then again and again until told to stop; a round that fails is followed by the next. */
export class HttpRounds {
  readonly #round: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #going = false;

  constructor(round: () => Promise<void>) {
    this.#round = round;
  }

  begin(): void {
    if (this.#going) return;
    this.#going = true;
    void this.#turn();
  }

  end(): void {
    this.#going = false;
    clearTimeout(this.#timer);
  }

  async #turn(): Promise<void> {
    await this.#round().catch(() => undefined);
    if (this.#going) this.#timer = setTimeout(() => void this.#turn(), PAUSE_MS);
  }
}
