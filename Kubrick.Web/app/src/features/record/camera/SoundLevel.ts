/** Measures how loud a stream is. */
export class SoundLevel {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(1024);

  constructor(stream: MediaStream) {
    this.#analyser.fftSize = this.#samples.length;
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    // A page that nobody has clicked yet may not run audio: then the level stays at 0 until the first click.
    void this.#context.resume();
  }

  /** Whether the browser lets the measurement run. */
  get isRunning(): boolean {
    return this.#context.state === 'running';
  }

  /** The loudness now, from 0 (silence) to 1, on a scale on which speech lies in the middle. */
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
