import { ApiError, ConnectionError, type ErrorEntry } from './errors';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** The content type: `jsonApi` for JSON:API routes, `json` for the upload routes. */
  as?: 'jsonApi' | 'json';
  signal?: AbortSignal | undefined;
  /** In milliseconds. */
  timeout?: number;
  /** Whether the request outlives the page. */
  keepalive?: boolean;
}

const contentTypes = { jsonApi: 'application/vnd.api+json', json: 'application/json' };

/**
 * Sends a request and parses the JSON response.
 * @throws ApiError for an error response; ConnectionError without a valid response; AbortError if `signal` aborted.
 */
export async function request<T>(path: string, { method = 'GET', body, as = 'jsonApi', signal, timeout = 30_000, keepalive = false }: RequestOptions = {}): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal?.addEventListener('abort', abort);
  const timer = setTimeout(abort, timeout);
  try {
    const response = await fetch(path, {
      method,
      headers: { accept: `${contentTypes[as]}, application/json`, ...(body !== undefined && { 'content-type': contentTypes[as] }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: controller.signal,
      keepalive,
    });
    const text = await response.text();
    if (!response.ok) throw toApiError(response, text);
    return (text === '' ? undefined : parse(text)) as T;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    signal?.throwIfAborted();
    throw new ConnectionError(undefined, { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConnectionError('The server sent an invalid response.', { cause: error });
  }
}

function toApiError(response: Response, text: string): ApiError {
  return new ApiError(response.status, readEntries(text) ?? [fallbackEntry(response.status)], readRetryAfter(response));
}

function readEntries(text: string): [ErrorEntry, ...ErrorEntry[]] | undefined {
  try {
    const document = JSON.parse(text) as { errors?: unknown };
    if (!Array.isArray(document.errors)) return undefined;
    const [first, ...others] = document.errors.map(readEntry);
    return first && [first, ...others];
  } catch {
    return undefined;
  }
}

function readEntry(value: unknown): ErrorEntry {
  const entry = (value ?? {}) as Record<string, unknown>;
  const source = (entry.source ?? {}) as Record<string, unknown>;
  return {
    status: text(entry.status) ?? '',
    code: text(entry.code) ?? 'SERVER_ERROR',
    title: text(entry.title) ?? 'The server reported an error',
    detail: text(entry.detail),
    pointer: text(source.pointer),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

// An error without an error document, for example from a proxy.
function fallbackEntry(status: number): ErrorEntry {
  const title = status >= 500 ? 'The server has a problem' : 'The server rejected the request';
  return { status: String(status), code: 'SERVER_ERROR', title, detail: `It responded with status ${status}. Please try again in a moment.` };
}

function readRetryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
