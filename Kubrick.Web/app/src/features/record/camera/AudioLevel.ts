/** Measures the audio level of a stream. */
export class AudioLevel {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(1024);

  constructor(stream: MediaStream) {
    this.#analyser.fftSize = this.#samples.length;
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    // Browsers suspend audio until the first click on the page; until then the level is 0.
    void this.#context.resume();
  }

  /** Whether the browser lets the audio context run. */
  get isRunning(): boolean {
    return this.#context.state === 'running';
  }

  /** The current level from 0 (-60 dBFS or less) to 1 (full scale). */
  read(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    const decibels = 10 * Math.log10(power + 1e-10);
    return Math.min(1, Math.max(0, (decibels + 60) / 60));
  }

  close(): void {
    void this.#context.close();
  }
}
