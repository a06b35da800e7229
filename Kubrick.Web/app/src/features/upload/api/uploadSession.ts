export type StorageProvider = 'gcp' | 's3' | 'local';

/** An open upload session. */
export interface UploadSession {
  readonly uploadId: string;
  readonly provider: StorageProvider;
  readonly chunkSize: number;
  /** Null for an open-ended session. */
  readonly totalChunks: number | null;
}

/** A stored part. */
export interface StoredPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly size: number;
}

/** The stored parts of an upload, and the status of its recording. */
export interface StoredUpload {
  readonly status: string;
  readonly uploadId: string | null;
  /** The size of the whole file; null while it is unknown. */
  readonly fileSize: number | null;
  /** Whether the open session was started with the size. */
  readonly isSized: boolean;
  /** Whether the server completed it with what had arrived, because this browser was away. The whole recording may replace it. */
  readonly isRecovered: boolean;
  readonly parts: readonly StoredPart[];
}
