/** One entry of a JSON:API error document. */
export interface ErrorEntry {
  readonly status: string;
  readonly code: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly pointer?: string | undefined;
}

/** The server answered with an error. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly entries: readonly [ErrorEntry, ...ErrorEntry[]],
    /** How long the server asks to wait, in milliseconds. */
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

/** No answer came: no network, the server is away, or it took too long. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(message = 'The server could not be reached. Check the connection and try again.', options?: ErrorOptions) {
    super(message, options);
  }
}

const temporary = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether the same request may succeed a moment later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ApiError && temporary.has(error.status));
}

/** Whether somebody, and no fault, stopped the request. */
export function isAbort(error: unknown): boolean {
  return errorName(error) === 'AbortError';
}

/** The name that a fault bears. The browser's own faults are not all of one class: some are an Error, some a DOMException, some neither. */
export function errorName(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}

/** A fault as a heading and a sentence for the reader. */
export function describeError(error: unknown): { title: string; detail: string } {
  if (error instanceof ApiError) return { title: error.title, detail: error.message === error.title ? '' : error.message };
  if (error instanceof ConnectionError) return { title: 'No connection', detail: error.message };
  return { title: 'Something went wrong', detail: error instanceof Error ? error.message : String(error) };
}
