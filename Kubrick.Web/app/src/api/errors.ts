/** One entry of a JSON:API error document. */
export interface ErrorEntry {
  readonly status: string;
  readonly code: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly pointer?: string | undefined;
}

/** An error response of the API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly entries: readonly [ErrorEntry, ...ErrorEntry[]],
    /** The `Retry-After` delay in milliseconds. */
    readonly retryAfter?: number,
  ) {
    super(entries.map(({ title, detail }) => detail ?? title).join(' '));
  }

  get code(): string {
    return this.entries[0].code;
  }

  get title(): string {
    return this.entries[0].title;
  }
}

/** No valid response: the network or the server is unavailable, or the request timed out. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(message = 'Can’t reach the server. Check your connection and try again.', options?: ErrorOptions) {
    super(message, options);
  }
}

const temporary = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether a retry of the same request may succeed. */
export function isRetryable(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ApiError && temporary.has(error.status));
}

/** Whether the request was aborted. */
export function isAbort(error: unknown): boolean {
  return errorName(error) === 'AbortError';
}

/** The name of an error. Browsers throw Error, DOMException and other objects. */
export function errorName(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}

/** An error as a title and a sentence for the user. */
export function describeError(error: unknown): { title: string; detail: string } {
  if (error instanceof ApiError) return { title: error.title, detail: error.message === error.title ? '' : error.message };
  if (error instanceof ConnectionError) return { title: 'No connection', detail: error.message };
  return { title: 'Something went wrong', detail: error instanceof Error ? error.message : String(error) };
}
