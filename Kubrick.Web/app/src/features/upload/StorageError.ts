/** The object storage refused some bytes. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly status: number,
    message = `The storage answered with status ${status}.`,
  ) {
    super(message);
  }

  /** Whether the same bytes may be taken a moment later. A full storage (507) stays full. */
  get isRetryable(): boolean {
    return this.status === 408 || this.status === 429 || (this.status >= 500 && this.status !== 507);
  }

  /** Whether the signed address ran out, or its signature was refused. */
  get isExpired(): boolean {
    return this.status === 401 || this.status === 403;
  }

  /** Whether the storage no longer knows the upload. */
  get isSessionLost(): boolean {
    return this.status === 404 || this.status === 410;
  }
}
