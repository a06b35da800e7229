/** The speed of an upload, smoothed so that it can be read: bytes of the last seconds weigh most. */
export class SpeedMeter {
  readonly #samples: { at: number; bytes: number }[] = [];

  constructor(
    private readonly now: () => number,
    private readonly window = 8_000,
  ) {}

  /** Tells how many bytes are out in all. A count that falls, since a part is sent again, begins the measurement anew. */
  add(bytes: number): void {
    const at = this.now();
    const last = this.#samples.at(-1);
    if (last && bytes < last.bytes) this.#samples.length = 0;
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) > this.window) this.#samples.shift();
  }

  /** Bytes a second; null while too little is known. */
  get bytesPerSecond(): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < 300) return null;
    return ((last.bytes - first.bytes) * 1000) / (Math.max(last.at, this.now()) - first.at);
  }
}
