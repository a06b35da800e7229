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
const playlistFaults: ReadonlySet<ErrorDetails> = new Set([
  ErrorDetails.MANIFEST_LOAD_ERROR, ErrorDetails.MANIFEST_LOAD_TIMEOUT, ErrorDetails.LEVEL_LOAD_ERROR, ErrorDetails.LEVEL_LOAD_TIMEOUT,
]);
const gone: ReadonlySet<number> = new Set([404, 410]);
const mostMediaFaults = 3;
const mediaFaultsWithin = 60_000;

/** Decides what to do when player stops by a fault, and when to stop trying. */
export class Recovery {
  #retries = 0;
  readonly #mediaFaults: number[] = [];

  constructor(private readonly random: () => number = Math.random) {}

  /** Something was loaded: the network works. */
  succeeded(): void {
    this.#retries = 0;
  }

  /** @param isLoaded Whether the stream was there before: then a refusal may pass, too. */
  remedyFor({ type, details, response }: Pick<ErrorData, 'type' | 'details' | 'response'>, now: number, isLoaded = false): Remedy {
    // A piece that is gone has only left the window of the stream: a fresh playlist leads on.
    if (type === ErrorTypes.NETWORK_ERROR) return this.network(playlistFaults.has(details) ? (response?.code ?? 0) : 0, isLoaded);
    if (type === ErrorTypes.MEDIA_ERROR) return this.#media(details, now);
    return { kind: 'give-up', reason: 'This browser cannot play the stream.' };
  }

  /** @param status The answer's status; 0 where there was none. */
  network(status: number, isLoaded = false): Remedy {
    if (status === 503) return { kind: 'wait', delay: initializingInterval };
    if (gone.has(status)) return { kind: 'give-up', reason: 'There is no such stream any more.' };
    if (!isLoaded && status >= 400 && status < 500 && status !== 408 && status !== 429) return { kind: 'give-up', reason: 'The server refused to play this recording.' };
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
