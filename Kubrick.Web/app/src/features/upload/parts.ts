import type { UploadSession } from './api/uploadSession';

/** A part of the file. */
export interface Part {
  /** Counts from 1. */
  readonly number: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Splits a file into the session's parts. @throws Error if the session does not match the file's size. */
export function planParts({ chunkSize, totalChunks }: Pick<UploadSession, 'chunkSize' | 'totalChunks'>, fileSize: number): Part[] {
  if (!(chunkSize > 0) || Math.ceil(fileSize / chunkSize) !== totalChunks) {
    throw new Error(`${totalChunks} parts of ${chunkSize} bytes do not match a file of ${fileSize} bytes.`);
  }
  return Array.from({ length: totalChunks }, (_, index) => ({
    number: index + 1,
    start: index * chunkSize,
    end: Math.min((index + 1) * chunkSize, fileSize),
  }));
}
