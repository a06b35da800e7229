import { ErrorDetails, ErrorTypes, type ErrorData } from 'hls.js/light';
import { backoff } from '../../api/backoff';

/** How to handle a fatal error. */
export type Remedy =
  /** The stream has no media yet: poll again. */
  | { readonly kind: 'wait'; readonly delay: number }
  /** Network error: load again. */
  | { readonly kind: 'retry'; readonly delay: number }
  /** Decoder error: reset the decoder. */
  | { readonly kind: 'recover' }
  | { readonly kind: 'give-up'; readonly reason: string };

const initializingDelay = 1_000;
const maxRetries = 10;
const playlistErrors: ReadonlySet<ErrorDetails> = new Set([
  ErrorDetails.MANIFEST_LOAD_ERROR, ErrorDetails.MANIFEST_LOAD_TIMEOUT, ErrorDetails.LEVEL_LOAD_ERROR, ErrorDetails.LEVEL_LOAD_TIMEOUT,
]);
const goneStatuses: ReadonlySet<number> = new Set([404, 410]);
const maxMediaErrors = 3;
const mediaErrorWindow = 60_000;

/** Decides how to recover from playback errors, and when to give up. */
export class Recovery {
  #retries = 0;
  readonly #mediaErrors: number[] = [];

  constructor(private readonly random: () => number = Math.random) {}

  /** Resets the retry count after a successful load. */
  onLoaded(): void {
    this.#retries = 0;
  }

  /** @param isLoaded Whether the stream has been loaded before; then client errors (4xx) may be temporary as well. */
  remedyFor({ type, details, response }: Pick<ErrorData, 'type' | 'details' | 'response'>, now: number, isLoaded = false): Remedy {
    // A missing segment has only left the playlist's window: the next playlist lists newer ones.
    if (type === ErrorTypes.NETWORK_ERROR) return this.network(playlistErrors.has(details) ? (response?.code ?? 0) : 0, isLoaded);
    if (type === ErrorTypes.MEDIA_ERROR) return this.#media(details, now);
    return { kind: 'give-up', reason: 'This browser cannot play the stream.' };
  }

  /** @param status The HTTP status; 0 if there was no response. */
  network(status: number, isLoaded = false): Remedy {
    if (status === 503) return { kind: 'wait', delay: initializingDelay };
    if (goneStatuses.has(status)) return { kind: 'give-up', reason: 'This stream no longer exists.' };
    if (!isLoaded && status >= 400 && status < 500 && status !== 408 && status !== 429) return { kind: 'give-up', reason: 'The server rejected the request.' };
    if (this.#retries >= maxRetries) return { kind: 'give-up', reason: 'Can’t reach the server.' };
    return { kind: 'retry', delay: backoff(this.#retries++, this.random) };
  }

  #media(details: ErrorDetails, now: number): Remedy {
    while (this.#mediaErrors[0] !== undefined && now - this.#mediaErrors[0] > mediaErrorWindow) this.#mediaErrors.shift();
    this.#mediaErrors.push(now);
    const isPermanent = details === ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR || this.#mediaErrors.length > maxMediaErrors;
    return isPermanent ? { kind: 'give-up', reason: 'This browser cannot play the stream.' } : { kind: 'recover' };
  }
}
