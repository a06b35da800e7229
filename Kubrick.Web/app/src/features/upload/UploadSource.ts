/** Bytes to upload. They may still grow at the end. */
export interface UploadSource {
  /** The bytes that can be read now. */
  readonly bytes: number;
  /** Whether `bytes` is final. */
  readonly isFinished: boolean;
  /** Resolves when there are `count` bytes, or no more will follow; rejects when `signal` aborts. */
  waitFor(count: number, signal: AbortSignal): Promise<void>;
  /** Reads from `start` to `end` (exclusive), which must not exceed `bytes`. */
  read(start: number, end: number): Promise<ArrayBuffer>;
  /** The recorded time at the end of the first `bytes` bytes, in seconds; null if unknown. */
  secondsAt(bytes: number): number | null;
}

/**
 * A file as a source. Only the pieces that are read are in memory.
 * @param seconds Its recorded time; the bitrate counts as constant.
 */
export function blobSource(blob: Blob, seconds = 0): UploadSource {
  return {
    bytes: blob.size,
    isFinished: true,
    waitFor: () => Promise.resolve(),
    read: (start, end) => blob.slice(start, end).arrayBuffer(),
    secondsAt: bytes => (seconds > 0 && blob.size > 0 ? (seconds * Math.min(bytes, blob.size)) / blob.size : null),
  };
}
