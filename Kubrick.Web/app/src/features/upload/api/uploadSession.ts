export type StorageProvider = 'gcp' | 's3' | 'local';

/** An open chunked upload. */
export interface UploadSession {
  readonly uploadId: string;
  readonly provider: StorageProvider;
  readonly chunkSize: number;
  readonly totalChunks: number;
}

/** A part that the storage holds. */
export interface StoredPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly size: number;
}

/** What the storage holds of an upload. */
export interface UploadProgress {
  readonly status: string;
  readonly uploadId: string | null;
  readonly parts: readonly StoredPart[];
}
