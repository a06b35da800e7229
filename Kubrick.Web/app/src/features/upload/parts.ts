import type { UploadSource } from './UploadSource';

/** A part of the file. */
export interface Part {
  /** Counts from 1. */
  readonly number: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Waits until a part is full or the source has ended.
 * @returns Null if the source ended before the part.
 */
export async function untilFull(source: UploadSource, number: number, chunkSize: number, signal: AbortSignal): Promise<Part | null> {
  const start = (number - 1) * chunkSize;
  await source.waitFor(start + chunkSize, signal);
  const end = Math.min(start + chunkSize, source.bytes);
  return start < end ? { number, start, end } : null;
}
