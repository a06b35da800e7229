import type { UploadSession } from './api/uploadSession';

/** One part of the file. */
export interface Part {
  /** Counts from 1. */
  readonly number: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Cuts a file into the session's parts. @throws Error where the session does not fit the file. */
export function planParts({ chunkSize, totalChunks }: Pick<UploadSession, 'chunkSize' | 'totalChunks'>, fileSize: number): Part[] {
  if (!(chunkSize > 0) || Math.ceil(fileSize / chunkSize) !== totalChunks) {
    throw new Error(`The server's plan of ${totalChunks} parts of ${chunkSize} bytes does not fit a file of ${fileSize} bytes.`);
  }
  return Array.from({ length: totalChunks }, (_, index) => ({
    number: index + 1,
    start: index * chunkSize,
    end: Math.min((index + 1) * chunkSize, fileSize),
  }));
}
