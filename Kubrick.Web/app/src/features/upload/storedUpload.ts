import { ApiError } from '../../api/errors';
import { getUpload } from './api/getUpload';
import type { StoredPart, StoredUpload } from './api/uploadSession';

export const nothingStored: StoredUpload = { status: '', uploadId: null, fileSize: null, isSized: false, isRecovered: false, parts: [] };

/** What the server has of a recording. If no session was opened, or it was aborted, nothing is stored. */
export async function getStored(recordingId: string, signal: AbortSignal): Promise<StoredUpload> {
  try {
    return await getUpload(recordingId, signal);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NO_UPLOAD_SESSION') return nothingStored;
    throw error;
  }
}

export function isComplete({ status, uploadId }: StoredUpload): boolean {
  return uploadId === null && (status === 'ready' || status === 'processing' || status === 'archived');
}

/** Where the last stored part ends in the file. */
export function endOf(parts: readonly StoredPart[], chunkSize: number): number {
  return parts.reduce((end, { partNumber, size }) => Math.max(end, (partNumber - 1) * chunkSize + size), 0);
}
