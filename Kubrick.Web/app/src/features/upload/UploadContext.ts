import type { Connectivity } from './Connectivity';
import { type RetryPolicy, type Waiting, withRetries } from './retries';

/** Limits, timeouts and the environment of an upload. Times are in milliseconds. */
export interface UploadSettings {
  readonly connectivity: Connectivity;
  readonly now: () => number;
  readonly random: () => number;
  /** Maximum number of parts that are sent at once, where the provider allows it. */
  readonly parallelParts: number;
  readonly firstRetryDelay: number;
  readonly stallTimeout: number;
  /** Time between two signs of life. The server takes one every ten seconds. */
  readonly noteInterval: number;
  /** How long a completed upload waits for its thumbnail. */
  readonly thumbnailTimeout: number;
}

/** State that the steps of one upload run share. */
export class UploadContext {
  readonly #inFlight = new Map<number, number>();
  #storedBytes = 0;

  constructor(
    readonly settings: UploadSettings,
    readonly signal: AbortSignal,
    private readonly onBytes: (storedBytes: number, sentBytes: number) => void,
    private readonly onWaiting: (waiting: Waiting | null) => void,
  ) {}

  /** Calls the API and retries temporary errors. */
  async callApi<T>(attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return await this.#retry(() => attempt(this.signal));
  }

  /** Talks to the storage and retries temporary errors. */
  async sendPart<T>(attempt: () => Promise<T>): Promise<T> {
    return await this.#retry(attempt);
  }

  /** Reports the sent bytes of a part; a new attempt starts at 0. */
  progress(partNumber: number, bytes: number): void {
    this.#inFlight.set(partNumber, bytes);
    this.#report();
  }

  /** Reports how many bytes from the start are stored, and how many were sent after them. */
  position(storedBytes: number, inFlight = 0): void {
    this.#storedBytes = storedBytes;
    this.#inFlight.set(0, inFlight);
    this.#report();
  }

  /** Reports that a part is stored. */
  stored(partNumber: number, size: number): void {
    this.#inFlight.delete(partNumber);
    this.#storedBytes += size;
    this.#report();
  }

  #report(): void {
    let sent = this.#storedBytes;
    for (const bytes of this.#inFlight.values()) sent += bytes;
    this.onBytes(this.#storedBytes, sent);
  }

  async #retry<T>(attempt: () => Promise<T>): Promise<T> {
    const { connectivity, random, firstRetryDelay } = this.settings;
    const policy: RetryPolicy = { connectivity, random, firstDelay: firstRetryDelay };
    return await withRetries(attempt, policy, this.signal, this.onWaiting);
  }
}
