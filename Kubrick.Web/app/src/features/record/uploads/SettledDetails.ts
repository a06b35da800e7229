import { abortError } from '../../upload/Connectivity';
import type { InterviewDetails } from '../details/InterviewDetails';

/** How long the name must be unchanged while the recording runs: it may still be typed, and the server never changes it. */
const typingPause = 2_000;

/** The details of a recording, which may change until the server needs them. */
export class SettledDetails {
  #details: InterviewDetails;
  #isFinal: boolean;
  #namedAt = Number.NEGATIVE_INFINITY;
  readonly #waiting = new Set<() => void>();

  /** @param isFinal Whether nobody is typing: the recording has ended. */
  constructor(
    details: InterviewDetails,
    isFinal: boolean,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#details = details;
    this.#isFinal = isFinal;
  }

  get isNamed(): boolean {
    return this.#details.recorderName.trim() !== '';
  }

  change(details: InterviewDetails, isFinal = this.#isFinal): void {
    if (details.recorderName !== this.#details.recorderName) this.#namedAt = this.now();
    this.#details = details;
    this.#isFinal = isFinal;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves when there is a name and nobody is typing it; rejects when `signal` aborts. */
  async settled(signal: AbortSignal): Promise<void> {
    for (let delay = this.#delay(); delay > 0; delay = this.#delay()) await this.#changed(delay, signal);
  }

  #delay(): number {
    if (!this.isNamed) return Number.POSITIVE_INFINITY;
    return this.#isFinal ? 0 : this.#namedAt + typingPause - this.now();
  }

  #changed(delay: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        if (signal.aborted) reject(abortError());
        else resolve();
      };
      const timer = Number.isFinite(delay) ? setTimeout(wake, delay) : undefined;
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    });
  }
}
