import type { PutResponse } from './put';

/** An error response of the object storage. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly status: number,
    message = `The storage responded with status ${status}.`,
  ) {
    super(message);
  }

  /** Whether a retry may succeed. A full storage (507) stays full. */
  get isRetryable(): boolean {
    return this.status === 408 || this.status === 429 || (this.status >= 500 && this.status !== 507);
  }

  /** Whether the signed URL has expired or its signature was rejected. */
  get isExpired(): boolean {
    return this.status === 401 || this.status === 403;
  }

  /** Whether a proxy in front of the storage got no answer from it. */
  get isOfProxy(): boolean {
    return this.status === 502 || this.status === 504;
  }

  /** Whether the bytes arrived changed: their checksum is not the signed one. */
  get isCorrupt(): boolean {
    return this.status === 400;
  }

  /** Whether the upload session no longer exists in the storage. 499: it was cancelled. */
  get isSessionLost(): boolean {
    return this.status === 404 || this.status === 410 || this.status === 499;
  }
}

/** Reads an error response. Kubrick's own storage explains itself in a JSON:API error; other providers' explanations are for developers. */
export function storageErrorOf({ status, text }: PutResponse): StorageError {
  try {
    const { errors } = JSON.parse(text) as { errors?: { title?: string; detail?: string }[] };
    const [first] = errors ?? [];
    return new StorageError(status, first?.detail ?? first?.title);
  } catch {
    return new StorageError(status);
  }
}
