import { ErrorDetails, ErrorTypes, type ErrorData } from 'hls.js/light';

/** What to do about a fault that stopped hls.js. */
export type Remedy =
  /** Nothing to play yet, or nothing new: ask again. */
  | { readonly kind: 'wait'; readonly delay: number }
  /** The network failed: ask again. */
  | { readonly kind: 'retry'; readonly delay: number }
  /** The decoder failed: begin anew with it. */
  | { readonly kind: 'recover' }
  | { readonly kind: 'give-up'; readonly reason: string };

const initializingInterval = 1_000;
const mostRetries = 10;
const firstDelay = 500;
const longestDelay = 8_000;
const mostMediaFaults = 3;
const mediaFaultsWithin = 60_000;

/** Decides what to do when playback stops by a fault, and when to stop trying. */
export class Recovery {
  #retries = 0;
  readonly #mediaFaults: number[] = [];

  constructor(private readonly random: () => number = Math.random) {}

  /** Something was loaded: the network works. */
  succeeded(): void {
    this.#retries = 0;
  }

  remedyFor({ type, details, response }: Pick<ErrorData, 'type' | 'details' | 'response'>, now: number): Remedy {
    if (type === ErrorTypes.NETWORK_ERROR) return this.network(response?.code ?? 0);
    if (type === ErrorTypes.MEDIA_ERROR) return this.#media(details, now);
    return { kind: 'give-up', reason: 'This browser cannot play the stream.' };
  }

  /** @param status The answer's status; 0 where there was none. */
  network(status: number): Remedy {
    if (status === 503) return { kind: 'wait', delay: initializingInterval };
    if (status === 404) return { kind: 'give-up', reason: 'There is no such stream any more.' };
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) return { kind: 'give-up', reason: 'The server refused to play this recording.' };
    if (this.#retries >= mostRetries) return { kind: 'give-up', reason: 'The server could not be reached.' };
    return { kind: 'retry', delay: Math.min(longestDelay, firstDelay * 2 ** this.#retries++) * (1 - this.random() / 2) };
  }

  #media(details: ErrorDetails, now: number): Remedy {
    while (this.#mediaFaults[0] !== undefined && now - this.#mediaFaults[0] > mediaFaultsWithin) this.#mediaFaults.shift();
    this.#mediaFaults.push(now);
    const isHopeless = details === ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR || this.#mediaFaults.length > mostMediaFaults;
    return isHopeless ? { kind: 'give-up', reason: 'This browser cannot play the stream.' } : { kind: 'recover' };
  }
}
