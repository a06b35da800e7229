/** The average speed of an upload over the last seconds. */
export class SpeedMeter {
  readonly #samples: { at: number; bytes: number }[] = [];

  constructor(
    private readonly now: () => number,
    private readonly windowMilliseconds = 8_000,
  ) {}

  /** Records the total of sent bytes. A smaller total than before (a part is sent again) restarts the measurement. */
  add(bytes: number): void {
    const at = this.now();
    const last = this.#samples.at(-1);
    if (last && bytes < last.bytes) this.#samples.length = 0;
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) > this.windowMilliseconds) this.#samples.shift();
  }

  /** Bytes per second; null until there is enough data. */
  get bytesPerSecond(): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < 300) return null;
    return ((last.bytes - first.bytes) * 1000) / (Math.max(last.at, this.now()) - first.at);
  }
}
