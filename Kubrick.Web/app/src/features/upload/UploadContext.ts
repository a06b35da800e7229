import type { Connectivity } from './Connectivity';
import { type RetryPolicy, type Waiting, withRetries } from './retries';

/** What the engine's surroundings can be turned to, for tests and slow networks. */
export interface UploadSettings {
  readonly connectivity: Connectivity;
  readonly now: () => number;
  readonly random: () => number;
  /** Parts on their way at once, with the providers that allow it. */
  readonly parallelParts: number;
  readonly retriesPerPart: number;
  readonly retriesPerRequest: number;
  readonly firstRetryDelay: number;
  readonly stallTimeout: number;
}

/** One run of an upload: what its steps share. */
export class UploadContext {
  readonly #inFlight = new Map<number, number>();
  #storedBytes = 0;

  constructor(
    readonly settings: UploadSettings,
    readonly signal: AbortSignal,
    private readonly onBytes: (sentBytes: number) => void,
    private readonly onWaiting: (waiting: Waiting | null) => void,
  ) {}

  /** Asks the API, with more patience than for a part: nothing is lost by asking again. */
  async ask<T>(attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return await this.#retry(() => attempt(this.signal), this.settings.retriesPerRequest);
  }

  /** Sends a part, and sends it again after a passing fault. */
  async send<T>(attempt: () => Promise<T>): Promise<T> {
    return await this.#retry(attempt, this.settings.retriesPerPart);
  }

  /** Tells how much of a part is out; a new attempt begins at 0 again. */
  progress(partNumber: number, bytes: number): void {
    this.#inFlight.set(partNumber, bytes);
    this.#report();
  }

  /** Tells that the storage has a part. */
  stored(partNumber: number, size: number): void {
    this.#inFlight.delete(partNumber);
    this.#storedBytes += size;
    this.#report();
  }

  #report(): void {
    let sent = this.#storedBytes;
    for (const bytes of this.#inFlight.values()) sent += bytes;
    this.onBytes(sent);
  }

  async #retry<T>(attempt: () => Promise<T>, retries: number): Promise<T> {
    const { connectivity, random, firstRetryDelay } = this.settings;
    const policy: RetryPolicy = { connectivity, random, retries, firstDelay: firstRetryDelay };
    return await withRetries(attempt, policy, this.signal, this.onWaiting);
  }
}
