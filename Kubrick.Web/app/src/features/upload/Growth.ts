import { abortError } from './Connectivity';

/** Counts growing bytes and lets readers wait for more. */
export class Growth {
  #bytes = 0;
  #isFinished = false;
  readonly #waiting = new Set<() => void>();

  get bytes(): number {
    return this.#bytes;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  add(count: number): void {
    this.#bytes += count;
    this.#wake();
  }

  /** No more bytes follow. */
  finish(): void {
    this.#isFinished = true;
    this.#wake();
  }

  /** Resolves when there are `count` bytes, or no more will follow; rejects when `signal` aborts. */
  async waitFor(count: number, signal: AbortSignal): Promise<void> {
    while (this.#bytes < count && !this.#isFinished) {
      await new Promise<void>((resolve, reject) => {
        const wake = () => {
          this.#waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          if (signal.aborted) reject(abortError());
          else resolve();
        };
        if (signal.aborted) {
          wake();
          return;
        }
        this.#waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    }
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
