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
  /** The same bytes without reading them; only where they are in a file that does not change any more. */
  slice?(start: number, end: number): Blob;
  /** The recorded time at the end of the first `bytes` bytes, in seconds; null if unknown. */
  secondsAt(bytes: number): number | null;
  /** The time that was recorded, in seconds, where that is more than its bytes have: they lost their end. */
  readonly recordedSeconds?: number;
}

/**
 * A file as a source. Only the pieces that are read are in memory.
 * @param seconds Its recorded time; the bitrate counts as constant.
 * @param recordedSeconds The time that was recorded.
 */
export function blobSource(blob: Blob, seconds = 0, recordedSeconds = seconds): UploadSource {
  return {
    ...(recordedSeconds > seconds && { recordedSeconds }),
    bytes: blob.size,
    isFinished: true,
    waitFor: () => Promise.resolve(),
    read: (start, end) => blob.slice(start, end).arrayBuffer(),
    slice: (start, end) => blob.slice(start, end),
    secondsAt: bytes => (seconds > 0 && blob.size > 0 ? (seconds * Math.min(bytes, blob.size)) / blob.size : null),
  };
}

/** The parts of a finished source that are full. */
export function wholeParts(source: UploadSource, chunkSize: number): UploadSource {
  return {
    bytes: source.bytes - (source.bytes % chunkSize),
    isFinished: true,
    waitFor: () => Promise.resolve(),
    read: (start, end) => source.read(start, end),
    secondsAt: bytes => source.secondsAt(bytes),
  };
}
